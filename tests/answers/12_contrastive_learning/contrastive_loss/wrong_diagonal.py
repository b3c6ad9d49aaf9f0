# breaks: minus the diagonal
# mistake 51: diagonal
def contrastive_loss(scores):
    return -scores.diag().mean()
