# breaks: sets a new attribute on the module, parameters know nothing of it
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        child.requires_grad = False
