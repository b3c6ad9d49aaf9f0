# breaks: no pair for ids below 4
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(i, heats[t]) for t, i in enumerate(ids[1:]) if i > 3]
