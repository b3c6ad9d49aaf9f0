# breaks: only works on a Sequential
def freeze_early_layers(backbone, trainable):
    for k in range(len(backbone) - trainable):
        backbone[k].requires_grad_(False)
