# breaks: 0 to 100
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths, key=lambda x: (abs(x - c), x))
    return 100 * math.exp(min(0, 1 - r / c))
