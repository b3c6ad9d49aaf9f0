# breaks: exp overflows
def contrastive_loss(scores):
    e = scores.exp()
    rows, columns = e.diag() / e.sum(1), e.diag() / e.sum(0)
    return -(rows.log() + columns.log()).mean() / 2
