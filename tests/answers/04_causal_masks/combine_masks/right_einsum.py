# right: einsum on whole numbers, back to boolean
def combine_masks(causal, padding):
    both = torch.einsum("qk,bk->bqk", causal.int(), padding.int())
    return both[:, None] > 0
