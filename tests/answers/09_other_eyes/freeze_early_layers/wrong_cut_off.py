# breaks: takes the early children out of the network
def freeze_early_layers(backbone, trainable):
    names = [name for name, _ in backbone.named_children()]
    for name in names[: len(names) - trainable]:
        setattr(backbone, name, nn.Identity())
