# breaks: shift by two
# mistake 27: shifted by two
def answer_loss(logits, ids, answer):
    m = answer[:, 2:]
    return F.cross_entropy(logits[:, :-2][m], ids[:, 2:][m])
