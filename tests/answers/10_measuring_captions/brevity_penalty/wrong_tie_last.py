# breaks: ties to whichever comes last
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(reversed(lengths), key=lambda x: abs(x - c))
    return math.exp(min(0, 1 - r / c))
