# breaks: <start> is taken out as well
# mistake 27: <start>
def caption_labels(ids, pad_id):
    return ids.masked_fill((ids == pad_id) | (ids == 1), -100)
