# right: labels are rolled, the last position ignored
def caption_loss(logits, ids, pad_id):
    labels = torch.roll(ids, -1, dims=1)
    labels[:, -1] = pad_id
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=pad_id)
