# right: an empty tensor is filled
def grid_features(feature_map):
    b, c, h, w = feature_map.shape
    out = feature_map.new_zeros(b, h * w, c)
    for n in range(h * w):
        out[:, n] = feature_map[:, :, n // w, n % w]
    return out
