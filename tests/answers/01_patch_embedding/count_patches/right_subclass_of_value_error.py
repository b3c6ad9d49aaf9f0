# raises its own kind of ValueError
class BadPatchSize(ValueError):
    pass


def count_patches(height, width, patch_size):
    for side in (height, width):
        if side // patch_size * patch_size != side:
            raise BadPatchSize(side)
    return height * width // patch_size**2
