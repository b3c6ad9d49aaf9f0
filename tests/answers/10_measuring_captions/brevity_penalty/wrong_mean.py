# breaks: the mean length
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = sum(lengths) / len(lengths)
    return math.exp(min(0, 1 - r / c))
