# breaks: the numbers are not moved, only renamed
# mistake 1: permute
def unpatchify(patches, patch_size, height, width):
    return patches.reshape(len(patches), -1, height, width)
