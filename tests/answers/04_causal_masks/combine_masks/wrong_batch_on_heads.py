# breaks: captions lie on the axis of the heads
# mistake 16: (2, 1, 3, 3)
def combine_masks(causal, padding):
    return causal & padding[None, :, None, :]
