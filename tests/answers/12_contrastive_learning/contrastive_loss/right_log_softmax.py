# right: log softmax
def contrastive_loss(scores):
    rows, columns = scores.log_softmax(1).diag(), scores.log_softmax(0).diag()
    return -(rows + columns).mean() / 2
