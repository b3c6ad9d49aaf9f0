# breaks: exp(r / c - 1)
# mistake 41: exp(1 - r/c)
def brevity_penalty(candidate: list[str], references: list[list[str]]) -> float:
    """Return 1, or exp(1 - r / c) for a candidate of c < r words; c is at least 1.

    r is the reference length nearest to c, the shorter one of a tie.

    Source: Papineni et al. 2002, section 2.2.2.
    """
    c = len(candidate)
    r = min(map(len, references), key=lambda length: (abs(length - c), length))
    return math.exp(max(0, r / c - 1))
