# breaks: True on padding, as key_padding_mask has it
# mistake 12: polarity
def padding_mask(ids, pad_id):
    return ids == pad_id
