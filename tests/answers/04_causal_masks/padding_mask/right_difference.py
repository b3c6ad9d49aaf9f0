# right: the difference as a boolean
def padding_mask(ids, pad_id):
    return (ids - pad_id).bool()
