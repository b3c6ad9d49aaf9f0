# breaks: biases go on learning
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        for name, parameter in child.named_parameters():
            if name.endswith("weight"):
                parameter.requires_grad = False
