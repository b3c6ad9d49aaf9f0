# breaks: columns before rows
# mistake 2: column
def grid_features(feature_map):
    return feature_map.permute(0, 3, 2, 1).flatten(1, 2)
