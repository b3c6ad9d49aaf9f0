# right: takes children off a copy of the list
def freeze_early_layers(backbone, trainable):
    children = [*backbone.children()]
    for _ in range(trainable):
        children.pop()
    while children:
        children.pop().requires_grad_(False)
