# breaks: reshape reads on along whole rows of pixels
# mistake 1: permute
def patchify(images, patch_size):
    b, c, h, w = images.shape
    n = (h // patch_size) * (w // patch_size)
    return images.reshape(b, n, c * patch_size**2)
