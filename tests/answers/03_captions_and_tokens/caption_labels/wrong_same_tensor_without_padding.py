# breaks: without padding the ids themselves come back
# mistake 20: memory
def caption_labels(ids, pad_id):
    padding = ids == pad_id
    return ids.masked_fill(padding, -100) if padding.any() else ids
