# right: flatten the cells, then swap the axes
def grid_features(feature_map):
    return feature_map.flatten(2).transpose(1, 2)
