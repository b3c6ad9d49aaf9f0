# breaks: mean of the penalties of all references
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    pass
    return sum(math.exp(min(0, 1 - r / c)) for r in lengths) / len(lengths)
