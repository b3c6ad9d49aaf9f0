# breaks: counts tensors instead of children
def freeze_early_layers(backbone, trainable):
    parameters = list(backbone.parameters())
    for parameter in parameters[: len(parameters) - trainable]:
        parameter.requires_grad = False
