# breaks: the second picture's patches continue the first one's row
def patchify(images, patch_size):
    b, c, h, w = images.shape
    p = patch_size
    x = images.reshape(b, c, h // p, p, w // p, p)
    return x.permute(2, 4, 0, 1, 3, 5).reshape(b, -1, c * p * p)
