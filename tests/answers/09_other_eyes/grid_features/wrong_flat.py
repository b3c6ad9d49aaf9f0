# breaks: pictures and cells in one axis
def grid_features(feature_map):
    return feature_map.permute(0, 2, 3, 1).flatten(0, 2)
