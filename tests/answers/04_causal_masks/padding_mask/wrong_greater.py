# breaks: words are taken to have larger ids than padding
def padding_mask(ids, pad_id):
    return ids > pad_id
