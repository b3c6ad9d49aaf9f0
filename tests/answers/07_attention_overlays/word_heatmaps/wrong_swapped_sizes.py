# breaks: (cols, rows)
# mistake 38: heat of (3, 5)
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, cols, rows)
    return [(ids[t], heats[t - 1]) for t in range(1, len(ids))]
