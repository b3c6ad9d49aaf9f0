# breaks: a token of the mean is put first
def grid_features(feature_map):
    tokens = feature_map.flatten(2).transpose(1, 2)
    return torch.cat([tokens.mean(1, keepdim=True), tokens], 1)
