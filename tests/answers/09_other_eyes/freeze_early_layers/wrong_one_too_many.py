# breaks: one child too many is frozen
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[: len(children) - trainable + 1]:
        child.requires_grad_(False)
