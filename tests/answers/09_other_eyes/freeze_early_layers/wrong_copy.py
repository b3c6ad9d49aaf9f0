# breaks: freezes a copy
def freeze_early_layers(backbone, trainable):
    import copy

    backbone = copy.deepcopy(backbone)
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        child.requires_grad_(False)
    return backbone
