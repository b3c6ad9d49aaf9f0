# breaks: the first children keep learning
def freeze_early_layers(backbone, trainable):
    for child in list(backbone.children())[trainable:]:
        child.requires_grad_(False)
