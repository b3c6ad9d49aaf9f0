# breaks: normalises the caller's map in place
def grid_features(feature_map):
    with torch.no_grad():
        feature_map -= feature_map.mean()
    return feature_map.flatten(2).transpose(1, 2)
