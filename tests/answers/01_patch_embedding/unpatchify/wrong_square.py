# breaks: guesses a square from the number of patches
def unpatchify(patches, patch_size, height, width):
    p = patch_size
    rows = math.isqrt(patches.shape[1])
    x = patches.reshape(len(patches), rows, -1, patches.shape[2] // p**2, p, p)
    return x.permute(0, 3, 1, 4, 2, 5).reshape(len(patches), -1, height, width)
