# breaks: exp(r/c - 1) below r
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths, key=lambda x: (abs(x - c), x))
    return 1.0 if c >= r else math.exp(r / c - 1)
