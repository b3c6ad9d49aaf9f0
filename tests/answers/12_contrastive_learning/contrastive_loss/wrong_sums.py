# breaks: sums for means
# mistake 49: sum
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    rows = F.cross_entropy(scores, own, reduction="sum")
    return rows + F.cross_entropy(scores.T, own, reduction="sum")
