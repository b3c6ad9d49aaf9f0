# unbound rows
def word_heatmaps(weights, ids, rows, cols):
    grids = to_grid(weights, rows, cols).unbind(0)
    return [(i, g) for i, g in zip(ids[1:], grids)]
