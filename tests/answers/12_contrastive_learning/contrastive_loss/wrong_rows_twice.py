# breaks: rows counted twice
# mistake 51: only rows
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores, own)) / 2
