# breaks: the first column is taken out as well
# mistake 27: <start>
def caption_labels(ids, pad_id):
    labels = ids.masked_fill(ids == pad_id, -100)
    labels[:, 0] = -100
    return labels
