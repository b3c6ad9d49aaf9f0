# breaks: both softmaxes over the mean
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    return F.cross_entropy((scores + scores.T) / 2, own)
