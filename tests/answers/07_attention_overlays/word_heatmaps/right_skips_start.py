# walks all tokens and skips <start>
def word_heatmaps(weights, ids, rows, cols):
    pairs = []
    for t, word in enumerate(ids):
        if word == START:
            continue
        pairs.append((word, weights[t - 1].view(rows, cols)))
    return pairs
