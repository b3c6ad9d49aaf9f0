# breaks: logits filled with 0
# mistake 28: unmarked logits
def answer_loss(logits, ids, answer):
    x = logits.masked_fill(~answer[..., None], 0.0)
    return F.cross_entropy(x[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
