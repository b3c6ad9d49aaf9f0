# counts in numpy, returns a numpy float
def ngram_precision(candidate, references, n):
    if len(candidate) < n:
        return 0.0
    grams = [" ".join(candidate[k : k + n]) for k in range(len(candidate) - n + 1)]
    kinds, counts = np.unique(grams, return_counts=True)
    limits = np.zeros((len(references), len(kinds)))
    for row, reference in enumerate(references):
        for k in range(len(reference) - n + 1):
            limits[row] += kinds == " ".join(reference[k : k + n])
    return np.minimum(counts, limits.max(0)).sum() / counts.sum()
