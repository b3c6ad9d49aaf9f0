# right: the likeliest word at every position, then the last of them
def next_word(logits):
    return torch.argmax(logits, dim=2)[:, -1]
