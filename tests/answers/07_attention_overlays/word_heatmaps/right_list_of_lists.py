# pairs as lists, heat cell by cell
def word_heatmaps(weights, ids, rows, cols):
    pairs = []
    for t in range(1, len(ids)):
        heat = torch.empty(rows, cols)
        for n in range(rows * cols):
            heat[n // cols, n % cols] = weights[t - 1, n]
        pairs.append([ids[t], heat])
    return pairs
