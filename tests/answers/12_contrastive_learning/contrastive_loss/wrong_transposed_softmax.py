# breaks: the rows of the softmax, transposed
# mistake 51: only rows
def contrastive_loss(scores):
    logs = scores.log_softmax(1)
    return -(logs.diag().mean() + logs.T.diag().mean()) / 2
