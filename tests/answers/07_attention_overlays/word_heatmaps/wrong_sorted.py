# breaks: sorted by id
def word_heatmaps(weights, ids, rows, cols):
    heats = to_grid(weights, rows, cols)
    return sorted(
        [(int(ids[t]), heats[t - 1]) for t in range(1, len(ids))], key=lambda p: p[0]
    )
