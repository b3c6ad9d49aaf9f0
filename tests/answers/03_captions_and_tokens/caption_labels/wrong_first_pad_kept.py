# breaks: the first padding of a row stays, as if it were <eos>
# mistake 28: padding
def caption_labels(ids, pad_id):
    padding = (ids == pad_id).long().cumsum(1) > 1
    return ids.masked_fill(padding, -100)
