# breaks: returns 6.0, which no shape accepts
def count_patches(height, width, patch_size):
    if height % patch_size or width % patch_size:
        raise ValueError("patch size does not divide the picture")
    return (height / patch_size) * (width / patch_size)
