# breaks: a batch of one loses its axis
def grid_features(feature_map):
    return feature_map.flatten(2).transpose(1, 2).squeeze(0)
