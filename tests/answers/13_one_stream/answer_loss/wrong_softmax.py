# breaks: softmax first
# mistake 29: softmax too much
def answer_loss(logits, ids, answer):
    m = answer[:, 1:]
    return F.cross_entropy(logits[:, :-1][m].softmax(-1), ids[:, 1:][m])
