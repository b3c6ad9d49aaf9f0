# breaks: gradients are switched off everywhere
def freeze_early_layers(backbone, trainable):
    torch.set_grad_enabled(False)
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        child.requires_grad_(False)
