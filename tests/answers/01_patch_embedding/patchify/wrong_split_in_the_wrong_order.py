# breaks: (P, H/P) instead of (H/P, P): each patch collects pixels from everywhere
# mistake 1: top left
def patchify(images, patch_size):
    b, c, h, w = images.shape
    p = patch_size
    x = images.reshape(b, c, p, h // p, p, w // p)
    return x.permute(0, 3, 5, 1, 2, 4).reshape(b, -1, c * p * p)
