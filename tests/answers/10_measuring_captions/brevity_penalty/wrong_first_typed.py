# breaks: the first
# mistake 41: first
def brevity_penalty(candidate: list[str], references: list[list[str]]) -> float:
    """Return 1, or exp(1 - r / c) for a candidate of c < r words; c is at least 1.

    r is the reference length nearest to c, the shorter one of a tie.

    Source: Papineni et al. 2002, section 2.2.2.
    """
    c = len(candidate)
    r = len(references[0])
    return math.exp(min(0, 1 - r / c))
