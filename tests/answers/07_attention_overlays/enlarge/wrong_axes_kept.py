# breaks: axes left on
# mistake 44: axis
def enlarge(heat: Tensor, height: int, width: int) -> Tensor:
    """Scale (rows, cols) up to (height, width), also where these do not divide.

    Values stay in the old range: none below the smallest, none above the largest.
    """
    return F.interpolate(heat[None, None], size=(height, width), mode="bilinear")
