def brevity_penalty(candidate, references):
    c = len(candidate)
    r = min(sorted(map(len, references)), key=lambda n: abs(n - c))
    return np.float32(np.exp(np.minimum(0, 1 - r / c)))
