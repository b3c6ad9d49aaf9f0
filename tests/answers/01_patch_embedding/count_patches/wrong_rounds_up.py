# breaks: counts the cut-off patches too
def count_patches(height, width, patch_size):
    return math.ceil(height / patch_size) * math.ceil(width / patch_size)
