# breaks: uses patchify's permute instead of its inverse
# mistake 1: permute
def unpatchify(patches, patch_size, height, width):
    p = patch_size
    x = patches.reshape(len(patches), height // p, width // p, -1, p, p)
    return x.permute(0, 2, 4, 1, 3, 5).reshape(len(patches), -1, height, width)
