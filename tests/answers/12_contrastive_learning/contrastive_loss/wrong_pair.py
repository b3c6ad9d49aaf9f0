# breaks: two losses
# mistake 44: one thing
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    return F.cross_entropy(scores, own), F.cross_entropy(scores.T, own)
