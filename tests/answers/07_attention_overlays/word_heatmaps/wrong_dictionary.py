# breaks: a repeated word keeps its last glow only
# mistake 38: repeated
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return list({int(ids[t]): heats[t - 1] for t in range(1, len(ids))}.items())
