# breaks: nearest in ratio, not in words
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths, key=lambda x: (max(x / c, c / x), x))
    return math.exp(min(0, 1 - r / c))
