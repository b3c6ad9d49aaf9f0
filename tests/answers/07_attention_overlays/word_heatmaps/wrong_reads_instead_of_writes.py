# breaks: pairs each word with what was paid when it was read
# mistake 38: off by one
def word_heatmaps(weights, ids, rows, cols):
    return list(zip(ids[1:], to_grid(weights[1:], rows, cols)))
