# right: NaN rows become zeros, and masked_fill gives hidden scores no gradient
def masked_softmax(scores, allowed):
    weights = scores.masked_fill(~allowed, float("-inf")).softmax(-1)
    return weights.nan_to_num(0.0)
