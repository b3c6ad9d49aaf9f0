# weights rolled by one, the first dropped
def word_heatmaps(weights, ids, rows, cols):
    rolled = weights.roll(1, 0).unflatten(1, (rows, cols))
    return [(int(word), heat) for word, heat in list(zip(ids, rolled))[1:]]
