# breaks: exp(1 - c/r)
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths, key=lambda x: (abs(x - c), x))
    return min(1.0, math.exp(1 - c / r))
