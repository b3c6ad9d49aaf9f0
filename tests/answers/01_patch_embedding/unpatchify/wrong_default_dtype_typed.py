# breaks: makes the picture anew in the default number format
# mistake 46: dtype
def unpatchify(patches: Tensor, patch_size: int, height: int, width: int) -> Tensor:
    """Put patches together: (B, N, C*P*P) -> (B, C, H, W), the inverse of patchify.

    The picture has the dtype of the patches.
    """
    p = patch_size
    channels = patches.shape[-1] // (p * p)
    pictures = torch.empty(len(patches), channels, height, width)
    for index, patch in enumerate(patches.unbind(1)):
        top, left = p * (index // (width // p)), p * (index % (width // p))
        cut = patch.unflatten(-1, (channels, p, p))
        pictures[:, :, top : top + p, left : left + p] = cut
    return pictures
