# zip of shifted rows
def word_heatmaps(weights, ids, rows, cols):
    return list(zip(list(ids)[1:], to_grid(weights, rows, cols), strict=False))
