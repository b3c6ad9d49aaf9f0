# sorts twice, an if
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = sorted(len(reference) for reference in references)
    lengths.sort(key=lambda r: abs(r - c))  # stable: ties stay with the shorter
    r = lengths[0]
    if c >= r:
        return 1
    return math.exp(1 - r / c)
