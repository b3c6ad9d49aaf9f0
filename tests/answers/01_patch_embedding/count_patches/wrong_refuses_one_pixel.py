# breaks: refuses patches of one pixel, and patches as large as the picture
def count_patches(height, width, patch_size):
    fits = height % patch_size == 0 and width % patch_size == 0
    if not fits or patch_size in (1, height, width):
        raise ValueError("patch size does not divide the picture")
    return (height // patch_size) * (width // patch_size)
