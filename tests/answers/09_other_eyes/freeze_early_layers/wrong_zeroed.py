# breaks: sets what it freezes to 0
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        for parameter in child.parameters():
            parameter.requires_grad = False
            parameter.zero_()
