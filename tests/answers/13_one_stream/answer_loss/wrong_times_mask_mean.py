# breaks: times marks, mean over all
# mistake 28: divided by the number of all tokens
def answer_loss(logits, ids, answer):
    loss = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    return (loss * answer[:, 1:]).mean()
