# breaks: masks id 0 whatever the padding id is
# mistake 28: padding
def caption_labels(ids, pad_id):
    return ids.masked_fill(ids == 0, -100)
