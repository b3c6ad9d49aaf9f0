# breaks: views what permute has left
# mistake 1: reshape
def unpatchify(patches: Tensor, patch_size: int, height: int, width: int) -> Tensor:
    """Put patches together: (B, N, C*P*P) -> (B, C, H, W), the inverse of patchify.

    The picture has the dtype of the patches.
    """
    p = patch_size
    x = patches.reshape(len(patches), height // p, width // p, -1, p, p)
    x = x.permute(0, 3, 1, 4, 2, 5)  # (B, C, H/P, P, W/P, P)
    return x.view(len(patches), -1, height, width)
