# breaks: <eos> is taken out as well
# mistake 27: <eos>
def caption_labels(ids, pad_id):
    return ids.masked_fill((ids == pad_id) | (ids == 2), -100)
