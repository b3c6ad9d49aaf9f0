# breaks: H and W are unpacked the wrong way round; right on squares only
def patchify(images, patch_size):
    b, c, w, h = images.shape
    p = patch_size
    x = images.reshape(b, c, h // p, p, w // p, p)
    return x.permute(0, 2, 4, 1, 3, 5).reshape(b, -1, c * p * p)
