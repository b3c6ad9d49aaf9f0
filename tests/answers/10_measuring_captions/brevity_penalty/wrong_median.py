# breaks: the median length
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = sorted(lengths)[len(lengths) // 2]
    return math.exp(min(0, 1 - r / c))
