# breaks: patches run down the columns first
# mistake 2: columns
def patchify(images, patch_size):
    b, c, h, w = images.shape
    p = patch_size
    x = images.reshape(b, c, h // p, p, w // p, p)
    return x.permute(0, 4, 2, 1, 3, 5).reshape(b, -1, c * p * p)
