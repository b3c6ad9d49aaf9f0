# right: nonzero
def answer_loss(logits, ids, answer):
    r, t = answer[:, 1:].nonzero(as_tuple=True)
    return F.cross_entropy(logits[r, t], ids[r, t + 1])
