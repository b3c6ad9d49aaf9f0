# breaks: reads the patches down the columns
# mistake 2: columns
def unpatchify(patches, patch_size, height, width):
    p = patch_size
    x = patches.reshape(len(patches), width // p, height // p, -1, p, p)
    return x.permute(0, 3, 2, 4, 1, 5).reshape(len(patches), -1, height, width)
