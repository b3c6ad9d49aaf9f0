# breaks: weights made to add up to 1, in place
# mistake 20: in place
def word_heatmaps(weights, ids, rows, cols):
    weights /= weights.max()
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t - 1]) for t in range(1, len(ids))]
