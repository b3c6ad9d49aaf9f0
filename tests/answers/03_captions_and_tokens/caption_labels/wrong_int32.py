# breaks: the labels are int32
def caption_labels(ids, pad_id):
    return ids.masked_fill(ids == pad_id, -100).int()
