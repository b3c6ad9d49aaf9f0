# breaks: takes the grid to be square
def grid_features(feature_map):
    b, c, h, w = feature_map.shape
    return feature_map[:, :, :w, :h].permute(0, 2, 3, 1).reshape(b, -1, c)
