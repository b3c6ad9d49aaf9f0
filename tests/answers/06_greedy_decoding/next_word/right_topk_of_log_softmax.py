# right: log_softmax keeps the order, topk(1) has an axis too many
def next_word(logits):
    chances = F.log_softmax(logits[:, -1, :], dim=-1)
    return chances.topk(1).indices.squeeze(-1)
