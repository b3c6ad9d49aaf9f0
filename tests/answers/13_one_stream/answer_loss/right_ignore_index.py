# right: ignore index
def answer_loss(logits, ids, answer):
    targets = ids.masked_fill(~answer, -100)[:, 1:]
    return F.cross_entropy(logits[:, :-1].transpose(1, 2), targets, ignore_index=-100)
