# breaks: the output just before the change is not looked at
# mistake 13: leaks
def leaks_future(model, ids):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        before = model(ids)
        moved = 0.0
        for cut in range(2, ids.shape[1]):
            changed = ids.clone()
            changed[:, cut:] = (ids[:, cut:] + 1) % before.shape[-1]
            moves = model(changed)[:, : cut - 1] - before[:, : cut - 1]
            moved = max(moved, moves.abs().max().item())
    model.train(was_training)
    return moved > 1e-5
