# breaks: the labels are shifted by one
# mistake 27: not shifted
def caption_labels(ids, pad_id):
    labels = ids.masked_fill(ids == pad_id, -100)
    return torch.cat([labels[:, 1:], torch.full_like(labels[:, :1], -100)], dim=1)
