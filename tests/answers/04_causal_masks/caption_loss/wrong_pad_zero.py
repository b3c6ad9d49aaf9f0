# breaks: padding is taken to be 0 whatever pad_id says
# mistake 28: padding
def caption_loss(logits, ids, pad_id):
    targets = ids[:, 1:].flatten()
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), targets, ignore_index=0)
