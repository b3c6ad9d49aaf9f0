# right: nn.CrossEntropyLoss
def answer_loss(logits, ids, answer):
    m = answer[:, 1:].reshape(-1)
    x = logits[:, :-1].reshape(-1, logits.size(-1))[m]
    return nn.CrossEntropyLoss()(x, ids[:, 1:].reshape(-1)[m])
