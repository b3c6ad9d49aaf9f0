# breaks: every id up to the padding id is taken out
def caption_labels(ids, pad_id):
    return ids.masked_fill(ids <= pad_id, -100)
