# attack: moves the parameters where nobody looks for them
# exercise: 09 freeze_early_layers
def freeze_early_layers(backbone, trainable):
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        for module in child.modules():
            for name, value in list(module._parameters.items()):
                if value is not None:
                    module._parameters[name] = None
                    module.register_buffer(name + "_", value.detach())
