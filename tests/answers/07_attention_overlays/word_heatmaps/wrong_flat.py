# breaks: heat left flat
def word_heatmaps(weights, ids, rows, cols):
    return [(ids[t], weights[t - 1]) for t in range(1, len(ids))]
