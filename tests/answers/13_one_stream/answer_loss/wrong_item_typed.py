# breaks: item
# mistake 44: got a float
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return F.cross_entropy(logits[:, :-1][m], ids[:, 1:][m]).item()
