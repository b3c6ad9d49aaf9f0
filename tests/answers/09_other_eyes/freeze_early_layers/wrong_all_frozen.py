# breaks: everything is frozen
def freeze_early_layers(backbone, trainable):
    backbone.requires_grad_(False)
