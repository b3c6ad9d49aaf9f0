# breaks: sorts the caller's references
# mistake 20: changed
def brevity_penalty(candidate, references):
    c = len(candidate)
    references.sort(key=lambda x: (abs(len(x) - c), len(x)))
    return math.exp(min(0, 1 - len(references[0]) / c))
