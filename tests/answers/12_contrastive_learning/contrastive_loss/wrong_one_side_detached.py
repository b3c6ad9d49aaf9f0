# breaks: columns without a gradient
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.detach().T, own)) / 2
