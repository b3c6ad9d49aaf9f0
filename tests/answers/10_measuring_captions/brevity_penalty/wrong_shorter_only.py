# breaks: the nearest of those that are not longer
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = max([x for x in lengths if x <= c], default=min(lengths))
    return math.exp(min(0, 1 - r / c))
