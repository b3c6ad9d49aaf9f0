# breaks: every second row is read backwards
def grid_features(feature_map):
    rows = feature_map.movedim(1, -1).clone()
    rows[:, 1::2] = rows[:, 1::2].flip(2)
    return rows.flatten(1, 2)
