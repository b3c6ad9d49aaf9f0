# breaks: detach the logits
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return F.cross_entropy(logits.detach()[:, :-1][m], ids[:, 1:][m])
