# breaks: the labels are floating-point numbers
def caption_labels(ids, pad_id):
    return ids.float().masked_fill(ids == pad_id, -100)
