# breaks: <start> counts as padding
def padding_mask(ids, pad_id):
    return (ids != pad_id) & (ids != 1)
