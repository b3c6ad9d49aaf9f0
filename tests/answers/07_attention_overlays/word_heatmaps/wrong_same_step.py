# breaks: ids[t] goes with weights[t]
# mistake 38: off by one
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t]) for t in range(1, len(ids))]
