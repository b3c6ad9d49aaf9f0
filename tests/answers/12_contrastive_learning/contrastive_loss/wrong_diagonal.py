# breaks: minus the diagonal
# mistake 29: diagonal
def contrastive_loss(scores):
    return -scores.diag().mean()
