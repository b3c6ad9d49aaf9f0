# breaks: one direction
# mistake 51: only rows
def contrastive_loss(scores):
    return F.cross_entropy(scores, torch.arange(len(scores)))
