# right: windows of one cell
def grid_features(feature_map):
    return F.unfold(feature_map, kernel_size=1).mT
