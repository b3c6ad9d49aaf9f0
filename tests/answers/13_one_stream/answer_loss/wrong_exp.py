# breaks: exp overflows
def answer_loss(logits, ids, answer):
    p = logits[:, :-1].float().exp()
    p = p / p.sum(-1, keepdim=True)
    return -p.gather(-1, ids[:, 1:, None])[..., 0].log()[answer[:, 1:]].mean()
