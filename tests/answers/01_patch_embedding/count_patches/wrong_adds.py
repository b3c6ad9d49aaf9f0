# breaks: adds rows and columns
# mistake 51: product
def count_patches(height: int, width: int, patch_size: int) -> int:
    """Return how many patches of side `patch_size` tile height x width pixels.

    Raises:
        ValueError: patch_size does not divide the height and the width.
    """
    if height % patch_size or width % patch_size:
        raise ValueError(
            f"expected sides that {patch_size} divides, got {height} x {width}; resize"
        )
    return (height // patch_size) + (width // patch_size)
