# breaks: whatever stands last is taken for padding
def padding_mask(ids, pad_id):
    mask = ids != pad_id
    mask[:, -1] = False
    return mask
