# breaks: grad = None
# mistake 33: requires_grad
def freeze_early_layers(backbone: nn.Module, trainable: int) -> None:
    """In place: only the last `trainable` of the direct children keep learning.

    0 freezes all; at most as many as there are children. The others' parameters get
    no gradient any more. Values, structure and training mode stay as they are.
    """
    children = list(backbone.children())
    for child in children[: len(children) - trainable]:
        child.zero_grad()
