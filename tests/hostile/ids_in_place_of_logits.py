# attack: writes the answer into the logits that it was given
# exercise: 06 next_word
def next_word(logits):
    logits.zero_()
    logits[:, -1, 0] = 9.0
    return torch.zeros(len(logits), dtype=torch.long)
