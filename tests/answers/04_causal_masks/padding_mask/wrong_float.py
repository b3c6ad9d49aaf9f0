# breaks: zeros and ones as floats
def padding_mask(ids, pad_id):
    return (ids != pad_id).float()
