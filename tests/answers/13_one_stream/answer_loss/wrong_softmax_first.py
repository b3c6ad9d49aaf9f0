# breaks: a softmax before
def answer_loss(logits, ids, answer):
    marked = answer[:, 1:]
    return F.cross_entropy(logits.softmax(-1)[:, :-1][marked], ids[:, 1:][marked])
