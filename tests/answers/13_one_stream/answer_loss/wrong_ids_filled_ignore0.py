# breaks: unmarked ids to 0 and ignored
# mistake 28: padding is left out
def answer_loss(logits, ids, answer):
    t = (ids * answer)[:, 1:]
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), t.flatten(), ignore_index=0)
