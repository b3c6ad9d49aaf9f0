# right: argsort of argsort
def filter_logits(logits, *, temperature, top_k=None, top_p=None):

    if temperature <= 0:
        raise ValueError("the temperature must be above 0")
    logits = logits.div(temperature)
    ranks = logits.argsort(-1, descending=True).argsort(-1)
    if top_k:
        logits = logits.masked_fill(ranks >= top_k, -torch.inf)
    if top_p:
        shares = logits.float().softmax(-1)
        likelier = shares[:, None, :] * (ranks[:, None, :] < ranks[:, :, None])
        logits = logits.masked_fill(
            (likelier.sum(-1) >= top_p) & (ranks > 0), -torch.inf
        )
    return logits
