# right: roll
def answer_loss(logits, ids, answer):
    m = answer.clone()
    m[:, 0] = False
    m = m.roll(-1, 1)
    return F.cross_entropy(logits[m], ids.roll(-1, 1)[m])
