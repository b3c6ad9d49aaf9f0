# breaks: takes every picture for a square
# mistake 2: square
def count_patches(height, width, patch_size):
    if height % patch_size or width % patch_size:
        raise ValueError("patch size does not divide the picture")
    return (width // patch_size) ** 2
