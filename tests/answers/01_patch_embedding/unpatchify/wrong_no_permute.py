# breaks: a reshape alone
# mistake 1: permute
def unpatchify(patches: Tensor, patch_size: int, height: int, width: int) -> Tensor:
    """Put patches together: (B, N, C*P*P) -> (B, C, H, W), the inverse of patchify.

    The picture has the dtype of the patches.
    """
    p = patch_size
    x = patches.reshape(len(patches), height // p, width // p, -1, p, p)
    return x.reshape(len(patches), -1, height, width)
