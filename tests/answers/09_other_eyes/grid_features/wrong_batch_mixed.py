# breaks: batch and cells change places before they are merged
# mistake 19: picture
def grid_features(feature_map):
    b, c, h, w = feature_map.shape
    return feature_map.permute(2, 3, 0, 1).reshape(b, h * w, c)
