# breaks: a pair for <start>
# mistake 38: <start>
def word_heatmaps(weights, ids, rows, cols):
    return list(zip(ids, to_grid(weights, rows, cols)))
