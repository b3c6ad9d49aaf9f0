# breaks: F.unfold without moving its axes
# mistake 1: transpose
def patchify(images: Tensor, patch_size: int) -> Tensor:
    """Cut pictures into flat patches: (B, C, H, W) -> (B, N, C*P*P), dtype as it is.

    Patches come in reading order: row by row, from left to right. The numbers of one
    patch are those of images[b, :, top:top+P, left:left+P], flattened.
    """
    return F.unfold(images, patch_size, stride=patch_size)
