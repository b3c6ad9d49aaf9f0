# breaks: the last column is cut off
# mistake 27: shape
def caption_labels(ids, pad_id):
    return ids.masked_fill(ids == pad_id, -100)[:, :-1]
