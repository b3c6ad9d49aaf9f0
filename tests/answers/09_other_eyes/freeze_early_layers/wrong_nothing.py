# breaks: eval mode alone stops no learning
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        child.eval()
