# breaks: every id up to 3 is taken out
def caption_labels(ids, pad_id):
    return ids.masked_fill(ids <= max(pad_id, 3), -100)
