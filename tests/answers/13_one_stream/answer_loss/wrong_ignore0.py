# breaks: ignore_index 0
# mistake 28: padding is left out
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return F.cross_entropy(logits[:, :-1][m], ids[:, 1:][m], ignore_index=0)
