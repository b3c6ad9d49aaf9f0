# breaks: children[:-0] is empty, so 0 freezes nothing
def freeze_early_layers(backbone, trainable):
    for child in list(backbone.children())[:-trainable]:
        child.requires_grad_(False)
