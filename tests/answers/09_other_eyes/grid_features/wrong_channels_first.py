# breaks: (B, C, N), one token a channel
def grid_features(feature_map):
    return feature_map.flatten(2)
