# breaks: a generator, no list
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return ((ids[t], heats[t - 1]) for t in range(1, len(ids)))
