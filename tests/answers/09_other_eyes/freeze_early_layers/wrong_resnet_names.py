# breaks: names of one network written in
def freeze_early_layers(backbone, trainable):
    stages = ["conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4"]
    for name in stages[: len(stages) - trainable]:
        if hasattr(backbone, name):
            getattr(backbone, name).requires_grad_(False)
