# breaks: zeros and ones as whole numbers
def padding_mask(ids, pad_id):
    return (ids != pad_id).long()
