# breaks: the picture is made in the default number format: float64 becomes float32
def unpatchify(patches: Tensor, patch_size: int, height: int, width: int) -> Tensor:
    p, columns = patch_size, width // patch_size
    channels = patches.shape[-1] // (p * p)
    pictures = torch.empty(len(patches), channels, height, width)
    for index, patch in enumerate(patches.unbind(1)):
        top, left = p * (index // columns), p * (index % columns)
        pictures[:, :, top : top + p, left : left + p] = patch.unflatten(
            -1, (channels, p, p)
        )
    return pictures
