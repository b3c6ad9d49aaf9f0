# right: columns zeroed in a loop over padding
def combine_masks(causal, padding):
    total = padding.shape[1]
    both = causal.repeat(len(padding), 1, 1, 1)
    for b in range(len(padding)):
        for k in range(total):
            if not padding[b, k]:
                both[b, 0, :, k] = False
    return both
