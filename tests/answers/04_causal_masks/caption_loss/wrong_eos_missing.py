# breaks: <eos> is no target, the model never learns to stop
# mistake 27: <eos>
def caption_loss(logits, ids, pad_id):
    labels = ids.masked_fill((ids == pad_id) | (ids == 2), -100)[:, 1:]
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), labels.flatten())
