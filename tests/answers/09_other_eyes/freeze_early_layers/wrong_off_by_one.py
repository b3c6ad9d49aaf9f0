# breaks: one child too few is frozen
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[: max(0, len(children) - trainable - 1)]:
        child.requires_grad_(False)
