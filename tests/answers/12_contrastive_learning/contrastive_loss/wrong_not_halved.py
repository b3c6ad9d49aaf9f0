# breaks: the sum of both
# mistake 51: mean
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    return F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)
