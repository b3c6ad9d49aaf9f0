# breaks: each word scaled to its own maximum
# mistake 39: own maximum
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t - 1] / heats[t - 1].max()) for t in range(1, len(ids))]
