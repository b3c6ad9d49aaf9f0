# breaks: reshape alone
# mistake 1: reshape
def grid_features(feature_map: Tensor) -> Tensor:
    """(B, C, h, w) -> (B, h * w, C): each cell a token, in reading order.

    The grid need not be square. An eye that learns gets its gradient through here.
    """
    b, c, h, w = feature_map.shape
    return feature_map.reshape(b, h * w, c)
