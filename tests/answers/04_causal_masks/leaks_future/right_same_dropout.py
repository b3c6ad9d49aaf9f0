# right: keeps the mode and gives every call the same dropout
def leaks_future(model, ids):
    def ask(tokens):
        with torch.random.fork_rng(), torch.no_grad():
            torch.manual_seed(17)
            return model(tokens)

    before = ask(ids)
    vocab = before.size(-1)
    for j in range(1, ids.size(1)):
        other = ids.clone()
        other[:, j] = torch.where(other[:, j] > 0, other[:, j] - 1, vocab - 1)
        gap = (ask(other) - before)[:, :j]
        if gap.abs().max().item() > 1e-6:
            return True
    return False
