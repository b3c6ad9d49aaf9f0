# right: tells every parameter whether it learns
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for index, child in enumerate(children):
        for parameter in child.parameters():
            parameter.requires_grad = index >= len(children) - trainable
