# breaks: an assert raises AssertionError, and vanishes under python -O
# mistake 4: raise a ValueError
def count_patches(height, width, patch_size):
    assert height % patch_size == 0 and width % patch_size == 0
    return (height // patch_size) * (width // patch_size)
