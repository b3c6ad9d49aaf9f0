# breaks: divided by all places
def answer_loss(logits, ids, answer):
    costs = F.cross_entropy(
        logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none"
    )
    return (costs * answer[:, 1:]).mean()
