# breaks: float64 is rounded
def grid_features(feature_map):
    return feature_map.flatten(2).transpose(1, 2).float()
