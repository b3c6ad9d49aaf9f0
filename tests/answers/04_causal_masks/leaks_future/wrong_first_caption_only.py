# breaks: looks at the first caption alone
# mistake 19: captions that open with
def leaks_future(model, ids):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        before = model(ids)
        moved = 0.0
        for cut in range(1, ids.shape[1]):
            changed = ids.clone()
            changed[:, cut:] = (ids[:, cut:] + 1) % before.shape[-1]
            moves = model(changed)[:1, :cut] - before[:1, :cut]
            moved = max(moved, moves.abs().max().item())
    model.train(was_training)
    return moved > 1e-5
