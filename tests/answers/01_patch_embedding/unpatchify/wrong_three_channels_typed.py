# breaks: takes 3 channels for granted, in patches of one
# mistake 3: C is the last axis
def unpatchify(patches: Tensor, patch_size: int, height: int, width: int) -> Tensor:
    """Put patches together: (B, N, C*P*P) -> (B, C, H, W), the inverse of patchify.

    The picture has the dtype of the patches.
    """
    p = patch_size
    x = patches.reshape(len(patches), height // p, width // p, 3, p, p)
    x = x.permute(0, 3, 1, 4, 2, 5)  # (B, C, H/P, P, W/P, P)
    return x.reshape(len(patches), -1, height, width)
