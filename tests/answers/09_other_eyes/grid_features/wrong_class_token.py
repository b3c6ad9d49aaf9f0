# breaks: the first cell is taken for a class token
def grid_features(feature_map):
    return feature_map.flatten(2).transpose(1, 2)[:, 1:]
