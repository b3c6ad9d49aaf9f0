# breaks: axes of length 1 are lost
def grid_features(feature_map):
    return feature_map.flatten(2).transpose(1, 2).squeeze()
