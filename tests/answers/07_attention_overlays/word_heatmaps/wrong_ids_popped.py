# breaks: the caller's ids lose their <start>
# mistake 20: ids were changed in place
def word_heatmaps(weights, ids, rows, cols):
    if isinstance(ids, Tensor):
        raise TypeError("a list")
    ids.pop(0)
    return list(zip(ids, to_grid(weights, rows, cols)))
