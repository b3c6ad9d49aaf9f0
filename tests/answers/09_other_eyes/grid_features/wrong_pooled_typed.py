# breaks: pooled
# mistake 1: each cell
def grid_features(feature_map: Tensor) -> Tensor:
    """(B, C, h, w) -> (B, h * w, C): each cell a token, in reading order.

    The grid need not be square. An eye that learns gets its gradient through here.
    """
    return feature_map.mean((2, 3))
