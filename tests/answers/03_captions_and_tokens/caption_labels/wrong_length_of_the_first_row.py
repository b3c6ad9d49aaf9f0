# breaks: every row is cut where the first one ends
# mistake 28: padding
def caption_labels(ids, pad_id):
    labels = ids.clone()
    labels[:, int((ids[0] != pad_id).sum()) :] = -100
    return labels
