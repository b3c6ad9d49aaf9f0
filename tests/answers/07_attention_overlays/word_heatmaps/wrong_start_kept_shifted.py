# breaks: a pair for <start>, with the last step's weights
# mistake 38: <start>
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t - 1]) for t in range(len(ids))]
