# breaks: everybody chooses column 0
# mistake 51: column 0
def contrastive_loss(scores):
    own = torch.zeros(len(scores), dtype=torch.long)
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
