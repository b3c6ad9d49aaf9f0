# breaks: a float
def answer_loss(logits, ids, answer):
    marked = answer[:, 1:]
    return F.cross_entropy(logits[:, :-1][marked], ids[:, 1:][marked]).item()
