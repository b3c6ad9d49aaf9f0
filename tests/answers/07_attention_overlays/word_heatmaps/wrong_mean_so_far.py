# breaks: average of all steps so far
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[:t].mean(0)) for t in range(1, len(ids))]
