# breaks: masks the words and keeps the padding
# mistake 12: padding
def caption_labels(ids, pad_id):
    return ids.masked_fill(ids != pad_id, -100)
