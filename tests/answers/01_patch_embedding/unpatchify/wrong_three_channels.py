# breaks: works for three channels only
def unpatchify(patches, patch_size, height, width):
    p = patch_size
    x = patches.reshape(len(patches), height // p, width // p, 3, p, p)
    return x.permute(0, 3, 1, 4, 2, 5).reshape(len(patches), 3, height, width)
