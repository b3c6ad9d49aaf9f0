# breaks: hands the error back instead of raising it
def count_patches(height, width, patch_size):
    if height % patch_size or width % patch_size:
        return ValueError("patch size does not divide the picture")
    return (height // patch_size) * (width // patch_size)
