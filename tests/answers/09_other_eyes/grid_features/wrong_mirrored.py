# breaks: reads each row from right to left
def grid_features(feature_map):
    return feature_map.flip(3).flatten(2).transpose(1, 2)
