# right: by hand
def answer_loss(logits, ids, answer):
    chosen = logits[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
    return -chosen[answer[:, 1:]].mean()
