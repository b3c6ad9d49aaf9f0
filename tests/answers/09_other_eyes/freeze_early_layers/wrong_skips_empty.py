# breaks: children without parameters are not counted
def freeze_early_layers(backbone, trainable):
    children = [c for c in backbone.children() if list(c.parameters())]
    for child in children[: max(0, len(children) - trainable)]:
        child.requires_grad_(False)
