# breaks: takes a patch for (P, P, C)
# mistake 3: channel
def unpatchify(patches, patch_size, height, width):
    p = patch_size
    x = patches.reshape(len(patches), height // p, width // p, p, p, -1)
    return x.permute(0, 5, 1, 3, 2, 4).reshape(len(patches), -1, height, width)
