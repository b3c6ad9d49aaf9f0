# breaks: the largest is taken off the caller's scores
# mistake 20: in place
def contrastive_loss(scores):
    with torch.no_grad():
        scores -= scores.max()
    own = torch.arange(len(scores))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
