# both cut to size
def word_heatmaps(weights, ids, rows, cols):
    words = [int(i) for i in ids]
    return list(zip(words[1:], weights[:-1].reshape(-1, rows, cols)))
