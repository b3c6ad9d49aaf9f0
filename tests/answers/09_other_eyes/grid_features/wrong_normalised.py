# breaks: tokens are scaled to length 1
def grid_features(feature_map):
    return F.normalize(feature_map.flatten(2).transpose(1, 2), dim=-1)
