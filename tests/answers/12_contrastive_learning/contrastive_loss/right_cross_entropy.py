# right: cross entropy
def contrastive_loss(scores):
    own = torch.arange(scores.shape[0], device=scores.device)
    return 0.5 * F.cross_entropy(scores, own) + 0.5 * F.cross_entropy(scores.T, own)
