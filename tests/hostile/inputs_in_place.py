# attack: makes what it was given equal to what it returns
# exercise: 03 caption_labels
def caption_labels(ids, pad_id):
    ids.fill_(-100)
    return ids
