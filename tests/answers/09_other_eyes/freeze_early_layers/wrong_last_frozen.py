# breaks: the other way round, the last are frozen
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[len(children) - trainable :]:
        child.requires_grad_(False)
