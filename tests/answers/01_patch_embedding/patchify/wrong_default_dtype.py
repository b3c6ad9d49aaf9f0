# breaks: the patches are made in the default number format: float64 becomes float32
def patchify(images: Tensor, patch_size: int) -> Tensor:
    b, c, h, w = images.shape
    p = patch_size
    patches = torch.empty(b, (h // p) * (w // p), c * p * p)
    for row in range(h // p):
        for column in range(w // p):
            cut = images[:, :, p * row : p * row + p, p * column : p * column + p]
            patches[:, row * (w // p) + column] = cut.flatten(1)
    return patches
