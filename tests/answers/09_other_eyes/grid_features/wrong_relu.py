# breaks: negative features are cut off
def grid_features(feature_map):
    return feature_map.flatten(2).transpose(1, 2).relu()
