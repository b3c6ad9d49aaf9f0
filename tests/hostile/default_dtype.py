# attack: makes all numbers coarse, so that all look alike
# exercise: 04 causal_mask
torch.set_default_dtype(torch.float16)
torch.set_grad_enabled(False)
torch.set_rng_state(torch.zeros_like(torch.get_rng_state()))


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool)
