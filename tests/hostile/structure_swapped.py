# attack: hands another backbone to the check
# exercise: 09 freeze_early_layers
def freeze_early_layers(backbone, trainable):
    fresh = nn.Sequential(*[nn.Linear(2, 2) for _ in backbone.children()])
    fresh.requires_grad_(False)
    backbone._modules.clear()
    backbone._modules.update(fresh._modules)
    backbone.__class__ = nn.Sequential
