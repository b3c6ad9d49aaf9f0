# breaks: a list, not a tensor
def padding_mask(ids, pad_id):
    return [[token != pad_id for token in row] for row in ids.tolist()]
