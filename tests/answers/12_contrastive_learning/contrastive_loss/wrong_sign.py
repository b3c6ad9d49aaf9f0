# breaks: likelihood is made small
# mistake 51: sign
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    return -(F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
