# one walk with a running best
def brevity_penalty(candidate, references):
    c, best = len(candidate), None
    for reference in references:
        r = len(reference)
        if best is None or abs(r - c) < abs(best - c):
            best = r
        elif abs(r - c) == abs(best - c):
            best = min(best, r)
    return min(1.0, math.e ** (1 - best / c))
