# different: a clone, written into
def caption_labels(ids, pad_id):
    labels = ids.clone()
    labels[labels == pad_id] = -100
    return labels
