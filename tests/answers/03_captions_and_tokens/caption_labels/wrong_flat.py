# breaks: the labels are one long row
def caption_labels(ids, pad_id):
    return ids.masked_fill(ids == pad_id, -100).flatten()
