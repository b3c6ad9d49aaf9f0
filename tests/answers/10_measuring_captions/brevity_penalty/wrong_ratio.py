# breaks: c / r without exp
# mistake 41: exp
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths, key=lambda x: (abs(x - c), x))
    return min(1.0, c / r)
