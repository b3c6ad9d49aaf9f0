# breaks: unmarked ids to 0 and counted
# mistake 28: unmarked ids
def answer_loss(logits, ids, answer):
    t = (ids * answer)[:, 1:]
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), t.flatten())
