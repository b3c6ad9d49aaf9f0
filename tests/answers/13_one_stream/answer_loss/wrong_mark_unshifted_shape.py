# breaks: logits and ids shifted, the marks not (shape)
# mistake 27: was only one of them
def answer_loss(logits, ids, answer):
    return F.cross_entropy(logits[:, :-1][answer], ids[:, 1:][answer])
