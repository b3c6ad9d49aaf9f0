# breaks: takes (B, H, W, C) for (B, C, H, W)
# mistake 3: (B, C, H, W)
def patchify(images: Tensor, patch_size: int) -> Tensor:
    """Cut pictures into flat patches: (B, C, H, W) -> (B, N, C*P*P), dtype as it is.

    Patches come in reading order: row by row, from left to right. The numbers of one
    patch are those of images[b, :, top:top+P, left:left+P], flattened.
    """
    b, h, w, c = images.shape
    p = patch_size
    x = images.reshape(b, c, h // p, p, w // p, p)
    x = x.permute(0, 2, 4, 1, 3, 5)  # (B, H/P, W/P, C, P, P)
    return x.reshape(b, -1, c * p * p)
