# breaks: two steps back
# mistake 38: expected
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[max(t - 2, 0)]) for t in range(1, len(ids))]
