# right: logsumexp
def contrastive_loss(scores):
    own = scores.diagonal()
    return ((scores.logsumexp(0) + scores.logsumexp(1)) / 2 - own).mean()
