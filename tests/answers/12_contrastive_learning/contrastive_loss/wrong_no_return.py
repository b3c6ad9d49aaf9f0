# breaks: nothing comes back
# mistake 43: return
def contrastive_loss(scores):
    own = torch.arange(len(scores))
    loss = (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
