# right: gather and weights
def answer_loss(logits, ids, answer):
    lp = logits.log_softmax(-1)[:, :-1].gather(2, ids[:, 1:].unsqueeze(-1)).squeeze(-1)
    w = answer[:, 1:].to(lp)
    return -(lp * w).sum() / w.sum()
