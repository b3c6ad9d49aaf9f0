# attack: a view of its argument in which every number is the first
# exercise: 01 patchify
def patchify(images, patch_size):
    b, c, h, w = images.shape
    n = (h // patch_size) * (w // patch_size)
    return images.as_strided((b, n, c * patch_size**2), (1, 0, 0))
