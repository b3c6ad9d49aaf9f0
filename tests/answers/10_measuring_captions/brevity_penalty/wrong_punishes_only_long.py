# breaks: the comparison is the wrong way round
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths, key=lambda x: (abs(x - c), x))
    return 1.0 if c <= r else math.exp(1 - r / c)
