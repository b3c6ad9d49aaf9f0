# breaks: the word read instead of the word written
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t - 1], heats[t - 1]) for t in range(1, len(ids))]
