# breaks: takes the number for that of the frozen children
def freeze_early_layers(backbone, trainable):
    for child in list(backbone.children())[:trainable]:
        child.requires_grad_(False)
