# breaks: the shortest reference
# mistake 41: nearest
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths)
    return math.exp(min(0, 1 - r / c))
