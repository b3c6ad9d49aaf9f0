# breaks: changes to unk
def leaks_future(model, ids):
    was = model.training
    model.eval()
    leak = False
    with torch.no_grad():
        old = model(ids)
        vocab = old.shape[-1]
        for cut in range(1, ids.shape[1]):
            new_ids = ids.clone()
            new_ids[:, cut:] = 3
            new = model(new_ids)
            if (new[:, :cut] - old[:, :cut]).abs().max() > 1e-5:
                leak = True
    model.train(was)
    return leak
