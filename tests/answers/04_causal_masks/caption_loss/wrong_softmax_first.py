# breaks: softmax before the cross-entropy
# mistake 29: softmax before
def caption_loss(logits, ids, pad_id):
    chances = logits[:, :-1].softmax(-1).flatten(0, 1)
    return F.cross_entropy(chances, ids[:, 1:].flatten(), ignore_index=pad_id)
