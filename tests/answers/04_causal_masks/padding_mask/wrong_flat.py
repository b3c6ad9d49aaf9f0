# breaks: one mask for the whole batch
# mistake 19: shape
def padding_mask(ids, pad_id):
    return (ids != pad_id).any(0)
