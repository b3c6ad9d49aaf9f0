# breaks: <unk> is taken out as well
def caption_labels(ids, pad_id):
    return ids.masked_fill((ids == pad_id) | (ids == 3), -100)
