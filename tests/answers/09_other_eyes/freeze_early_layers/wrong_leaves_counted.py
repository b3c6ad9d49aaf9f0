# breaks: counts the layers inside, nested ones too
def freeze_early_layers(backbone, trainable):
    leaves = [m for m in backbone.modules() if not list(m.children())]
    for leaf in leaves[: len(leaves) - trainable]:
        leaf.requires_grad_(False)
