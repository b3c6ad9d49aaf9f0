# breaks: divided by T-1
# mistake 28: T - 1
def answer_loss(logits, ids, answer):
    loss = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    return (loss * answer[:, 1:]).sum() / (ids.shape[1] - 1)
