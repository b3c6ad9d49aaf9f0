# breaks: asserts in place of raising a ValueError
# mistake 4: ValueError
def count_patches(height: int, width: int, patch_size: int) -> int:
    """Return how many patches of side `patch_size` tile height x width pixels.

    Raises:
        ValueError: patch_size does not divide the height and the width.
    """
    assert height % patch_size == 0 and width % patch_size == 0
    return (height // patch_size) * (width // patch_size)
