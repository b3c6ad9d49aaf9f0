# right: channels last, then one axis for both of the grid's
def grid_features(feature_map):
    b, c, h, w = feature_map.shape
    return feature_map.permute(0, 2, 3, 1).reshape(b, h * w, c)
