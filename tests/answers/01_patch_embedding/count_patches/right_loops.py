# counts the corners one by one
def count_patches(height: int, width: int, patch_size: int) -> int:
    corners = [
        (top, left)
        for top in range(0, height, patch_size)
        for left in range(0, width, patch_size)
    ]
    last_top, last_left = corners[-1]
    if (last_top + patch_size, last_left + patch_size) != (height, width):
        raise ValueError(f"{height} x {width} can't be cut into {patch_size}")
    return len(corners)
