# breaks: computed without a graph
def grid_features(feature_map):
    with torch.no_grad():
        return feature_map.flatten(2).transpose(1, 2).clone()
