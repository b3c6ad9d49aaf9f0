# attack: parameters that say they are frozen
# exercise: 09 freeze_early_layers
class Frozen(nn.Parameter):
    requires_grad = property(lambda self: False, lambda self, value: None)


def freeze_early_layers(backbone, trainable):
    for child in list(backbone.children())[: len(list(backbone.children())) - trainable]:
        for parameter in child.parameters():
            try:
                parameter.__class__ = Frozen
            except TypeError:
                pass
