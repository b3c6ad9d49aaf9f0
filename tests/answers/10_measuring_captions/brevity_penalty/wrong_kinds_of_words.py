# breaks: different words, not words
def brevity_penalty(candidate, references):
    c = len(set(candidate))
    r = min([len(x) for x in references], key=lambda x: (abs(x - c), x))
    return math.exp(min(0, 1 - r / c))
