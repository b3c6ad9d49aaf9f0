# breaks: only the last eight tokens are seen; short captions never tell
def causal_mask(length):
    step = torch.arange(length)
    ahead = step[:, None] - step
    return (ahead >= 0) & (ahead < 8)
