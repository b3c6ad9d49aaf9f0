# breaks: only positive logits count
def next_word(logits):
    return logits[:, -1].clamp(min=0).argmax(-1)
