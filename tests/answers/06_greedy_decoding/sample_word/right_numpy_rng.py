# right: NumPy generator seeded by the given one
def sample_word(logits, generator):
    seed = torch.randint(2**31, (), generator=generator).item()
    rng = np.random.default_rng(seed)
    c = logits.double().softmax(-1).cumsum(-1).numpy()
    u = rng.random((len(c), 1)) * c[:, -1:]
    return torch.from_numpy((c <= u).sum(-1)).long()
