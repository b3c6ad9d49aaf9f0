# breaks: divided by all marks with the first column
# mistake 28: divided by all marks
def answer_loss(logits, ids, answer):
    loss = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    return (loss * answer[:, 1:]).sum() / answer.sum()
