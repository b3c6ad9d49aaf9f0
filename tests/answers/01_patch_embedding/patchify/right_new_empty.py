# Patches of its own, in the number format of the pictures.
def patchify(images: Tensor, patch_size: int) -> Tensor:
    b, c, h, w = images.shape
    p = patch_size
    patches = images.new_empty(b, (h // p) * (w // p), c * p * p)
    for row in range(h // p):
        for column in range(w // p):
            cut = images[:, :, p * row : p * row + p, p * column : p * column + p]
            patches[:, row * (w // p) + column] = cut.flatten(1)
    return patches
