# breaks: arguments swapped
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return F.cross_entropy(ids[:, 1:][m], logits[:, :-1][m])
