# breaks: nll_loss of logits
# mistake 29: log_softmax is missing
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return F.nll_loss(logits[:, :-1][m], ids[:, 1:][m])
