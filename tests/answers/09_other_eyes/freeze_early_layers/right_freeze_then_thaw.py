# right: freezes all, then thaws the last; returns the backbone, which is free
def freeze_early_layers(backbone: nn.Module, trainable: int):
    for p in backbone.parameters():
        p.requires_grad = False
    for child in list(backbone.children())[::-1][:trainable]:
        for p in child.parameters():
            p.requires_grad_(True)
    return backbone
