# breaks: long captions are punished too
# mistake 41: long captions
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths, key=lambda x: (abs(x - c), x))
    return math.exp(-abs(1 - r / c))
