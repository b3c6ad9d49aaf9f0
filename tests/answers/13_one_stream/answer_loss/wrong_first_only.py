# breaks: the first marked of each row
def answer_loss(logits, ids, answer):
    lp = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    first = answer[:, 1:].int().argmax(1)
    return lp[torch.arange(len(ids)), first].mean()
