# breaks: the last marked of each row
def answer_loss(logits, ids, answer):
    lp = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    m = answer[:, 1:].int()
    last = m.shape[1] - 1 - m.flip(1).argmax(1)
    return lp[torch.arange(len(ids)), last].mean()
