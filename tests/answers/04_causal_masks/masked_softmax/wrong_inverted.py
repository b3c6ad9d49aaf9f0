# breaks: hides what is allowed
# mistake 12: polarity
def masked_softmax(scores, allowed):
    lowest = torch.finfo(scores.dtype).min
    return scores.masked_fill(allowed, lowest).softmax(-1).masked_fill(allowed, 0)
