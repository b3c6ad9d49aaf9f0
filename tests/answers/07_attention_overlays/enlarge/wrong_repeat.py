# breaks: repeat_interleave: sizes must divide
# mistake 4: divide
def enlarge(heat: Tensor, height: int, width: int) -> Tensor:
    """Scale (rows, cols) up to (height, width), also where these do not divide.

    Values stay in the old range: none below the smallest, none above the largest.
    """
    rows, cols = heat.shape
    return heat.repeat_interleave(height // rows, 0).repeat_interleave(width // cols, 1)
