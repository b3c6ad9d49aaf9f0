# right: all changes of one token in one batch
def leaks_future(model, ids):
    mode = model.training
    model.eval()
    with torch.no_grad():
        b, t = ids.shape
        before = model(ids)
        v = before.shape[-1]
        changed = ids.repeat(t, 1, 1)  # (T, B, T): copy j has token j changed
        diagonal = torch.eye(t, dtype=torch.long)[:, None, :]
        changed = (changed + diagonal * (v // 2)) % v
        after = model(changed.reshape(t * b, t)).reshape(t, b, t, v)
        moved = (after - before).abs().amax((1, 3)) > 1e-5  # (T changed, T output)
    model.train(mode)
    return bool(moved.tril(-1).any())
