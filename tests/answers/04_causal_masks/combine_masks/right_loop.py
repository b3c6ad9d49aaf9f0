# right: caption by caption
def combine_masks(causal, padding):
    return torch.stack([(causal & keys[None, :])[None] for keys in padding])
