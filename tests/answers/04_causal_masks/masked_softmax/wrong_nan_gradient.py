# breaks: the value is repaired, the gradient stays NaN
# mistake 15: gradient
def masked_softmax(scores, allowed):
    bias = torch.zeros_like(scores).masked_fill(~allowed, float("-inf"))
    return (scores + bias).softmax(-1).nan_to_num(0.0)
