# breaks: overwrites the caller's ids
# mistake 20: in place
def padding_mask(ids, pad_id):
    return ids.sub_(pad_id) != 0
