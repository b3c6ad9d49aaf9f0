# breaks: mean of rows' means
def answer_loss(logits, ids, answer):
    costs = F.cross_entropy(
        logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none"
    )
    m = answer[:, 1:].to(costs.dtype)
    return ((costs * m).sum(1) / m.sum(1).clamp(min=1)).mean()
