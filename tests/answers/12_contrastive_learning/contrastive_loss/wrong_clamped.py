# breaks: scores are held below 100
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    s = scores.clamp(-100, 100)
    return (F.cross_entropy(s, own) + F.cross_entropy(s.T, own)) / 2
