# right: by the names of the children
def freeze_early_layers(backbone, trainable):
    names = [name for name, _ in backbone.named_children()]
    early = tuple(f"{name}." for name in names[: len(names) - trainable])
    for name, parameter in backbone.named_parameters():
        if name.startswith(early):
            parameter.requires_grad = False
