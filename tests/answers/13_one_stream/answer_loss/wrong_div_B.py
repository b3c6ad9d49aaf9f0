# breaks: divided by the batch
# mistake 28: number of rows
def answer_loss(logits, ids, answer):
    loss = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    return (loss * answer[:, 1:]).sum() / len(ids)
