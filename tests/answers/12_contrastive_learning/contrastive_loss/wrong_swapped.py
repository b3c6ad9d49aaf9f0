# breaks: labels first
# mistake 29: labels 0, 1
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    return (F.cross_entropy(own, scores) + F.cross_entropy(own, scores.T)) / 2
