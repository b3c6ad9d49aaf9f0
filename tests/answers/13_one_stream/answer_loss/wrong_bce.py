# breaks: binary cross-entropy
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return F.binary_cross_entropy_with_logits(
        logits[:, :-1][m], F.one_hot(ids[:, 1:][m], logits.shape[-1]).to(logits.dtype)
    )
