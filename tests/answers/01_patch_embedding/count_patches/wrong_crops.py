# breaks: the rest is dropped in silence
# mistake 4: silently cropped
def count_patches(height, width, patch_size):
    return (height // patch_size) * (width // patch_size)
