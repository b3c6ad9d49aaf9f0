# right: each later token alone, each by another random word
def leaks_future(model, ids):
    was_training = model.training
    model.eval()
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        before = model(ids)
        leak = False
        for j in range(1, ids.shape[1]):
            changed = ids.clone()
            step = torch.randint(1, before.shape[-1], (len(ids),), generator=generator)
            changed[:, j] = (changed[:, j] + step) % before.shape[-1]
            leak |= not torch.allclose(model(changed)[:, :j], before[:, :j], atol=1e-5)
    model.train(was_training)
    return leak
