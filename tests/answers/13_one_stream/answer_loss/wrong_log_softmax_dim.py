# breaks: softmax over positions
# mistake 10: over positions
def answer_loss(logits, ids, answer):
    lp = logits[:, :-1].log_softmax(1)
    lp = lp.gather(-1, ids[:, 1:, None])[..., 0]
    return -lp[answer[:, 1:]].mean()
