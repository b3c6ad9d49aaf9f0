# attack: ids that wrap around at 256
# exercise: 06 next_word
# deserves: 1
def next_word(logits):
    return logits[:, -1].argmax(-1).to(torch.uint8)
