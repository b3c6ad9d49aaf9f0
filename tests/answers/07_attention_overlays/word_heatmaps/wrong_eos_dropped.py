# breaks: no pair for <eos>
# mistake 38: <eos>
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t - 1]) for t in range(1, len(ids)) if ids[t] != EOS]
