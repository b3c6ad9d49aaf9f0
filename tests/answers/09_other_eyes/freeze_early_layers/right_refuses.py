# right: says when there are not as many children
def freeze_early_layers(backbone, trainable):
    count = sum(1 for _ in backbone.children())
    if not 0 <= trainable <= count:
        raise ValueError(f"expected 0 to {count}, got {trainable}")
    for k, child in enumerate(backbone.children()):
        if k < count - trainable:
            child.requires_grad_(False)
