# breaks: the last reference
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = lengths[-1]
    return math.exp(min(0, 1 - r / c))
