# breaks: counts all modules inside instead of the direct children
def freeze_early_layers(backbone, trainable):
    modules = list(backbone.modules())[1:]
    for module in modules[: len(modules) - trainable]:
        module.requires_grad_(False)
