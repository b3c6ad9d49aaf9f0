# breaks: takes the grid for a square
# mistake 2: square
def unpatchify(patches: Tensor, patch_size: int, height: int, width: int) -> Tensor:
    """Put patches together: (B, N, C*P*P) -> (B, C, H, W), the inverse of patchify.

    The picture has the dtype of the patches.
    """
    p = patch_size
    x = patches.reshape(
        len(patches),
        math.isqrt(patches.shape[1]),
        math.isqrt(patches.shape[1]),
        -1,
        p,
        p,
    )
    x = x.permute(0, 3, 1, 4, 2, 5)  # (B, C, H/P, P, W/P, P)
    return x.reshape(len(patches), -1, height, width)
