# right: cell by cell
def grid_features(feature_map):
    _, _, h, w = feature_map.shape
    cells = [feature_map[:, :, row, col] for row in range(h) for col in range(w)]
    return torch.stack(cells, dim=1)
