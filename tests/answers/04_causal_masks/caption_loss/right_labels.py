# right: labels of lesson 03 with -100, the library's default
def caption_loss(logits, ids, pad_id):
    labels = caption_labels(ids, pad_id)[:, 1:]
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), labels.flatten())
