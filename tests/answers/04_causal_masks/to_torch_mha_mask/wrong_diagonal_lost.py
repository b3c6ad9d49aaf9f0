# breaks: every token is hidden from itself
# mistake 13: hidden pairs
def to_torch_mha_mask(allowed):
    return ~allowed | torch.eye(*allowed.shape, dtype=torch.bool)
