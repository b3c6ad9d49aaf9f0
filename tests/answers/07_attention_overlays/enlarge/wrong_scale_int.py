# breaks: scale_factor
# mistake 4: divide
def enlarge(heat: Tensor, height: int, width: int) -> Tensor:
    """Scale (rows, cols) up to (height, width), also where these do not divide.

    Values stay in the old range: none below the smallest, none above the largest.
    """
    return F.interpolate(
        heat[None, None], scale_factor=(height // heat.shape[0], width // heat.shape[1])
    )[0, 0]
