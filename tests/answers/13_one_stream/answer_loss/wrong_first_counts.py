# breaks: the first column wraps round
def answer_loss(logits, ids, answer):
    return F.cross_entropy(logits.roll(1, 1)[answer], ids[answer])
