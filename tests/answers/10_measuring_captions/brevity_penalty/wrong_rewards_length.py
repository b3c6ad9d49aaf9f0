# breaks: more than 1 for long captions
# mistake 41: long captions
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths, key=lambda x: (abs(x - c), x))
    return math.exp(1 - r / c)
