# breaks: two steps back, from the end for the first
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t - 2]) for t in range(1, len(ids))]
