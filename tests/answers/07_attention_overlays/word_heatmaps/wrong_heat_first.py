# breaks: (heat, id)
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(heats[t - 1], ids[t]) for t in range(1, len(ids))]
