# breaks: a tensor, not a number
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = [len(words) for words in references]
    r = min(lengths, key=lambda x: (abs(x - c), x))
    return torch.tensor(1 - r / c).clamp(max=0).exp()
