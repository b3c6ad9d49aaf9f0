# right: view, as the map is contiguous
def grid_features(feature_map: Tensor) -> Tensor:
    b, c, h, w = feature_map.size()
    return feature_map.contiguous().view(b, c, -1).permute(0, 2, 1)
