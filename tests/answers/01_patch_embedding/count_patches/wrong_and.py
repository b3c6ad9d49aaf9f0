# breaks: refuses only when neither side fits
# mistake 4: silently cropped
def count_patches(height, width, patch_size):
    if height % patch_size and width % patch_size:
        raise ValueError("patch size does not divide the picture")
    return (height // patch_size) * (width // patch_size)
