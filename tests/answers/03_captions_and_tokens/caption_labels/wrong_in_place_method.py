# breaks: masked_fill_ with an underscore writes into the caller's ids
# mistake 20: changed
def caption_labels(ids, pad_id):
    return ids.masked_fill_(ids == pad_id, -100)
