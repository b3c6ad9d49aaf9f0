# breaks: without a graph
# mistake 46: gradient
def contrastive_loss(scores):
    own, s = torch.arange(len(scores)), scores.detach()
    return (F.cross_entropy(s, own) + F.cross_entropy(s.T, own)) / 2
