# breaks: (W, H)
# mistake 39: (W, H)
def enlarge(heat: Tensor, height: int, width: int) -> Tensor:
    """Scale (rows, cols) up to (height, width), also where these do not divide.

    Values stay in the old range: none below the smallest, none above the largest.
    """
    return F.interpolate(heat[None, None], size=(width, height), mode="bilinear")[0, 0]
