# breaks: <start> is a target of the last position
# mistake 27: shift
def caption_loss(logits, ids, pad_id):
    labels = torch.roll(ids, -1, dims=1)
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=pad_id)
