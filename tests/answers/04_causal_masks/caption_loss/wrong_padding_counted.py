# breaks: padding is a target
# mistake 28: padding
def caption_loss(logits, ids, pad_id):
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
