# breaks: ids set to -100 in place
# mistake 20: in place
def answer_loss(logits, ids, answer):
    ids[~answer] = -100
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
