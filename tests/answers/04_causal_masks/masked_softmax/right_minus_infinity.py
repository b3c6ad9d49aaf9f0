# right: -inf, with the empty rows opened for the softmax and closed after it
def masked_softmax(scores, allowed):
    empty = ~allowed.any(-1, keepdim=True)
    weights = scores.masked_fill(~(allowed | empty), float("-inf")).softmax(-1)
    return weights.masked_fill(empty.expand_as(weights), 0.0)
