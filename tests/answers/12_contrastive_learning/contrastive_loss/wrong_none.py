# breaks: not reduced
# mistake 44: scalar
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    rows = F.cross_entropy(scores, own, reduction="none")
    return (rows + F.cross_entropy(scores.T, own, reduction="none")) / 2
