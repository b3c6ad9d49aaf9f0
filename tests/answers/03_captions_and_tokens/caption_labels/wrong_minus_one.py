# breaks: marks padding with -1
# mistake 28: -100
def caption_labels(ids, pad_id):
    return ids.masked_fill(ids == pad_id, -1)
