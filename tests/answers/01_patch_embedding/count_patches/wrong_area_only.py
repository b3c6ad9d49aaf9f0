# breaks: looks at the area, so 8 x 18 pixels pass for patches of 12
def count_patches(height, width, patch_size):
    if height * width % patch_size**2:
        raise ValueError("patch size does not divide the picture")
    return height * width // patch_size**2
