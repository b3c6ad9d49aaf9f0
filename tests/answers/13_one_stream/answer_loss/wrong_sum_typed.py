# breaks: sum
# mistake 49: a sum: divide by
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return F.cross_entropy(logits[:, :-1][m], ids[:, 1:][m], reduction="sum")
