# breaks: always float32
def contrastive_loss(scores):
    own, s = torch.arange(len(scores)), scores.float()
    return (F.cross_entropy(s, own) + F.cross_entropy(s.T, own)) / 2
