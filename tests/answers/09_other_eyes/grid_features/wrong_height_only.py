# breaks: counts with h alone, so another order where h is not w
def grid_features(feature_map):
    b, c, h, w = feature_map.shape
    cells = [feature_map[:, :, n % h, n // h] for n in range(h * w)]
    return torch.stack(cells, 1)
