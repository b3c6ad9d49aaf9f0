# breaks: an indivisible width is cropped
# mistake 4: silently cropped
def count_patches(height, width, patch_size):
    if height % patch_size:
        raise ValueError("patch size does not divide the height")
    return (height // patch_size) * (width // patch_size)
