# right: -100 with where
def answer_loss(logits, ids, answer):
    t = torch.where(answer, ids, -100)[:, 1:]
    return F.cross_entropy(logits[:, :-1].transpose(1, 2), t)
