# breaks: all scaled to the largest weight
# mistake 39: own maximum
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols) / weights.max()
    return [(ids[t], heats[t - 1]) for t in range(1, len(ids))]
