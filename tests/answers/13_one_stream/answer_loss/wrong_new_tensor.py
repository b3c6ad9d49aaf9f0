# breaks: tensor of the number
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return torch.tensor(F.cross_entropy(logits[:, :-1][m], ids[:, 1:][m]).item())
