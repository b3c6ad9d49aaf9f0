# breaks: logits of other places become 0 and count
def answer_loss(logits, ids, answer):
    m = answer[:, 1:, None].to(logits.dtype)
    return F.cross_entropy((logits[:, :-1] * m).flatten(0, 1), ids[:, 1:].flatten())
