# breaks: two lists instead of pairs
def word_heatmaps(weights, ids, rows, cols):
    return list(ids[1:]), list(to_grid(weights, rows, cols)[:-1])
