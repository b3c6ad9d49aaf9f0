# breaks: softmax over the queries
# mistake 10: query axis
def masked_softmax(scores, allowed):
    lowest = torch.finfo(scores.dtype).min
    return scores.masked_fill(~allowed, lowest).softmax(-2).masked_fill(~allowed, 0)
