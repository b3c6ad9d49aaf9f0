# breaks: the caller's ids are overwritten
# mistake 20: changed
def caption_labels(ids, pad_id):
    ids[ids == pad_id] = -100
    return ids
