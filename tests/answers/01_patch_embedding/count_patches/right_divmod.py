# divmod gives quotient and rest at once; the result is a numpy integer
def count_patches(height, width, patch_size):
    rows, below = divmod(height, patch_size)
    columns, beside = divmod(width, patch_size)
    if below != 0 or beside != 0:
        raise ValueError("patch size does not divide the picture")
    return np.int64(rows) * columns
