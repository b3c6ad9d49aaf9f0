# wants ids in a tensor
def word_heatmaps(weights, ids, rows, cols):
    return [
        (word, heat.clone())
        for word, heat in zip(ids[1:].tolist(), to_grid(weights, rows, cols))
    ]
