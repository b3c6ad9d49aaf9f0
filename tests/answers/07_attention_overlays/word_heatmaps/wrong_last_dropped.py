# breaks: the last token is lost
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t - 1]) for t in range(1, len(ids) - 1)]
