# breaks: not shifted
def answer_loss(logits, ids, answer):
    return F.cross_entropy(logits[answer], ids[answer])
