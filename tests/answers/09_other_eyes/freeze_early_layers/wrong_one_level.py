# breaks: parameters deeper inside a child go on learning
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        for parameter in child.parameters(recurse=False):
            parameter.requires_grad = False
