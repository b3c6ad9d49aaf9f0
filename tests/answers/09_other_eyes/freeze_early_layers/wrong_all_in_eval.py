# breaks: the parts that learn are left in eval mode
def freeze_early_layers(backbone, trainable):
    backbone.eval()
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        child.requires_grad_(False)
