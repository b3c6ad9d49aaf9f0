# breaks: a small number in the logarithm
def contrastive_loss(scores):
    rows, columns = scores.softmax(1).diag() + 1e-8, scores.softmax(0).diag() + 1e-8
    return -(rows.log() + columns.log()).mean() / 2
