# right: one-hot
def answer_loss(logits, ids, answer):
    lp = F.log_softmax(logits[:, :-1], -1)
    hot = F.one_hot(ids[:, 1:], logits.shape[-1]) * answer[:, 1:, None]
    return -(lp * hot).sum() / hot.sum()
