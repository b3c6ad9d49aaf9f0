# breaks: probabilities, not logs
# mistake 29: those are probabilities
def answer_loss(logits, ids, answer):
    lp = logits[:, :-1].softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
    return -lp[answer[:, 1:]].mean()
