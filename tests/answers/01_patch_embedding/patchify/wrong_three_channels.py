# breaks: works for three channels only
def patchify(images, patch_size):
    b, _, h, w = images.shape
    p = patch_size
    x = images.reshape(b, 3, h // p, p, w // p, p)
    return x.permute(0, 2, 4, 1, 3, 5).reshape(b, -1, 3 * p * p)
