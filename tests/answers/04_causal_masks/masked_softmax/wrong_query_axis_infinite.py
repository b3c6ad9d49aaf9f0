# breaks: softmax over the queries, with -inf
# mistake 10: query axis
def masked_softmax(scores, allowed):
    return scores.masked_fill(~allowed, float("-inf")).softmax(-2).nan_to_num(0)
