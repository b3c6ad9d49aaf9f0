# breaks: splits the axes, then joins them again without moving any
# mistake 1: permute
def patchify(images, patch_size):
    b, c, h, w = images.shape
    p = patch_size
    x = images.reshape(b, c, h // p, p, w // p, p)
    return x.reshape(b, -1, c * p * p)
