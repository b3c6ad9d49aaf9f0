# breaks: prints
# mistake 43: is a `return` missing
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    print(F.cross_entropy(logits[:, :-1][m], ids[:, 1:][m]))
