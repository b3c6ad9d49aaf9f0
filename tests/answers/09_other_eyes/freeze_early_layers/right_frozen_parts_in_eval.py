# right: what is frozen is put into eval mode as well, which is free
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        child.requires_grad_(False).eval()
