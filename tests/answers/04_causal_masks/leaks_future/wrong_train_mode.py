# breaks: switches dropout on
# mistake 32: dropout
def leaks_future(model, ids):
    was_training = model.training
    model.train()
    with torch.no_grad():
        before = model(ids)
        moved = 0.0
        for cut in range(1, ids.shape[1]):
            changed = ids.clone()
            changed[:, cut:] = (ids[:, cut:] + 1) % before.shape[-1]
            moves = model(changed)[:, :cut] - before[:, :cut]
            moved = max(moved, moves.abs().max().item())
    model.train(was_training)
    return moved > 1e-5
