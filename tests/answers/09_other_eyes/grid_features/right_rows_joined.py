# right: the rows of the grid one after the other
def grid_features(feature_map):
    rows = feature_map.movedim(1, -1).unbind(1)  # h of (B, w, C)
    return torch.cat(rows, dim=1).contiguous()
