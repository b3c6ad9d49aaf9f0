# breaks: every picture gets the first one's cells
# mistake 19: picture
def grid_features(feature_map):
    tokens = feature_map.flatten(2).transpose(1, 2)
    return tokens[:1].expand_as(tokens)
