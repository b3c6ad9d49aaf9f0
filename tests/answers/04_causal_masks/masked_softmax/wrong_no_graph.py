# breaks: the graph is cut, nothing can learn
# mistake 46: grad
def masked_softmax(scores, allowed):
    with torch.no_grad():
        return scores.masked_fill(~allowed, -1e9).softmax(-1) * allowed
