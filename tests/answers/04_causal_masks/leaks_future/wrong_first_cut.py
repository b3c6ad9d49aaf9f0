# breaks: one cut alone
# mistake 42: every cut
def leaks_future(model: nn.Module, ids: Tensor) -> bool:
    """True if any output of model(ids) depends on a later token.

    `model` maps ids (B, T) to (B, T, V), ids are below V. It may have been left in
    train mode, with dropout. `ids` stay as they are.
    """
    was_training = model.training
    model.eval()
    with torch.no_grad():
        before = model(ids)
        moved = 0.0
        for cut in [1]:
            changed = ids.clone()
            changed[:, cut:] = (ids[:, cut:] + 1) % before.shape[-1]
            moves = model(changed)[:, :cut] - before[:, :cut]
            moved = max(moved, moves.abs().max())
    model.train(was_training)
    return bool(moved > 1e-5)
