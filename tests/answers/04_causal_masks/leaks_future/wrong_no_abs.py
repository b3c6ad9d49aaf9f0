# breaks: an output that falls is overlooked
# mistake 42: leaks
def leaks_future(model, ids):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        before = model(ids)
        moved = 0.0
        for cut in range(1, ids.shape[1]):
            changed = ids.clone()
            changed[:, cut:] = (ids[:, cut:] + 1) % before.shape[-1]
            moves = model(changed)[:, :cut] - before[:, :cut]
            moved = max(moved, moves.max().item())
    model.train(was_training)
    return moved > 1e-5
