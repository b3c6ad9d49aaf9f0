# breaks: letters, not words
def brevity_penalty(candidate, references):
    c = len(" ".join(candidate))
    r = min([len(" ".join(x)) for x in references], key=lambda x: (abs(x - c), x))
    return math.exp(min(0, 1 - r / c))
