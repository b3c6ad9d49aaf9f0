# by counting steps
def word_heatmaps(weights, ids, rows, cols):
    return [
        (int(ids[step + 1]), to_grid(weights[step], rows, cols))
        for step in range(len(ids) - 1)
    ]
