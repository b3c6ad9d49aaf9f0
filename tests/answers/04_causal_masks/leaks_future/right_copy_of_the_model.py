# right: asks a copy in eval mode, exactly equal outputs expected
def leaks_future(model, ids):
    import copy

    model = copy.deepcopy(model).eval()
    before = model(ids).detach()
    for cut in range(1, ids.shape[1]):
        changed = torch.cat([ids[:, :cut], before.shape[-1] - 1 - ids[:, cut:]], 1)
        stays = ids[:, cut:] == changed[:, cut:]
        changed[:, cut:][stays] = (changed[:, cut:][stays] + 1) % before.shape[-1]
        if not torch.equal(model(changed)[:, :cut], before[:, :cut]):
            return True
    return False
