# breaks: exp((c - r) / r)
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths, key=lambda x: (abs(x - c), x))
    return math.exp(min(0, (c - r) / r))
