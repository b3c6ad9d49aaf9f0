# breaks: at least one child always learns
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[: len(children) - max(1, trainable)]:
        child.requires_grad_(False)
