# breaks: a float
# mistake 44: .item()
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    return ((F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2).item()
