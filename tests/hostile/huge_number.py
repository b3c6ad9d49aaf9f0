# attack: a number of ten million digits
# exercise: 01 count_patches
def count_patches(height, width, patch_size):
    return 10 ** 10_000_000
