# breaks: mean of rows
# mistake 49: each row's mean
def answer_loss(logits, ids, answer):
    loss = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    m = answer[:, 1:]
    return ((loss * m).sum(1) / m.sum(1)).mean()
