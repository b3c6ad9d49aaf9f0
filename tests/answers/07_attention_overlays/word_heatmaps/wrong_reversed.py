# breaks: from the last word to the first
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t - 1]) for t in range(len(ids) - 1, 0, -1)]
