# breaks: the first word is lost
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t - 1]) for t in range(2, len(ids))]
