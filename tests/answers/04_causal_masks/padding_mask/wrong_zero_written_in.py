# breaks: padding is taken to be 0 whatever pad_id says
def padding_mask(ids, pad_id):
    return ids != 0
