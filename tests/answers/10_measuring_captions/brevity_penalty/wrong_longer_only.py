# breaks: the nearest of those that are not shorter
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min([x for x in lengths if x >= c], default=c)
    return math.exp(min(0, 1 - r / c))
