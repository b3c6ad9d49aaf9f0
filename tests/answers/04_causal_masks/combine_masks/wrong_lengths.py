# breaks: padding by its number of words
def combine_masks(causal, padding):
    return (
        causal[None, None]
        & (torch.arange(padding.shape[1]) < padding.sum(1, keepdim=True))[:, None, None]
    )
