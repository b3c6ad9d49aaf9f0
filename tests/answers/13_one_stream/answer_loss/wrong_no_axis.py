# breaks: cross_entropy without transposing
# mistake 29: looks for V in axis 1
def answer_loss(logits, ids, answer):
    loss = F.cross_entropy(logits[:, :-1], ids[:, 1:], reduction="none")
    return loss[answer[:, 1:]].mean()
