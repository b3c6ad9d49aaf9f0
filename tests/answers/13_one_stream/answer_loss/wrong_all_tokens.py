# breaks: all tokens count
def answer_loss(logits, ids, answer):
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
