# breaks: detach shares the memory of the ids
# mistake 20: changed
def caption_labels(ids, pad_id):
    labels = ids.detach()
    labels[labels == pad_id] = -100
    return labels
