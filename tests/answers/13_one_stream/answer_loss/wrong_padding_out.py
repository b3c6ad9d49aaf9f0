# breaks: <pad> never counts
def answer_loss(logits, ids, answer):
    m = answer[:, 1:] & (ids[:, 1:] != 0)
    return F.cross_entropy(logits[:, :-1][m], ids[:, 1:][m])
