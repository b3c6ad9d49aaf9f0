# breaks: every patch is pasted lying on its side
def unpatchify(patches, patch_size, height, width):
    p = patch_size
    x = patches.reshape(len(patches), height // p, width // p, -1, p, p)
    return x.permute(0, 3, 1, 5, 2, 4).reshape(len(patches), -1, height, width)
