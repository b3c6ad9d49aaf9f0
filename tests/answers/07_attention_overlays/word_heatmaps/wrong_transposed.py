# breaks: grid transposed
# mistake 38: transposed
def word_heatmaps(weights, ids, rows, cols):
    heats = weights.reshape(-1, cols, rows).transpose(1, 2)
    return [(ids[t], heats[t - 1]) for t in range(1, len(ids))]
