# breaks: reads from the bottom row up
def grid_features(feature_map):
    return feature_map.flip(2).flatten(2).transpose(1, 2)
