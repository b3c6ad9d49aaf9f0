# breaks: half() casts
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return F.cross_entropy(logits.half()[:, :-1][m], ids[:, 1:][m])
