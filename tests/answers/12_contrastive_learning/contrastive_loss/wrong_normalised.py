# breaks: scores brought to length 1 first
def contrastive_loss(scores):
    own, s = torch.arange(len(scores)), F.normalize(scores, dim=-1)
    return (F.cross_entropy(s, own) + F.cross_entropy(s.T, own)) / 2
