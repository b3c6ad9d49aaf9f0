# breaks: squared error
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return F.mse_loss(
        logits[:, :-1][m].softmax(-1),
        F.one_hot(ids[:, 1:][m], logits.shape[-1]).to(logits.dtype),
    )
