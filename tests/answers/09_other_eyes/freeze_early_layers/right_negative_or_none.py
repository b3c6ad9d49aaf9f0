# right: knows that [:-0] is empty
def freeze_early_layers(backbone, trainable):
    early = list(backbone.children())[: -trainable if trainable else None]
    for child in early:
        for parameter in child.parameters():
            parameter.requires_grad_(False)
