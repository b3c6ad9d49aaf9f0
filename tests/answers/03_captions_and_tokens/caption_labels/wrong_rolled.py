# breaks: roll brings the first token round to the end
# mistake 27: not shifted
def caption_labels(ids, pad_id):
    return ids.masked_fill(ids == pad_id, -100).roll(-1, dims=1)
