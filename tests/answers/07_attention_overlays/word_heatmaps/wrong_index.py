# breaks: a repeated word gets its first glow
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    ids = [int(i) for i in ids]
    return [(i, heats[ids.index(i) - 1]) for i in ids[1:]]
