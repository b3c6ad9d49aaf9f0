# breaks: <start>, <eos> and <unk> count as padding
def padding_mask(ids, pad_id):
    return (ids != pad_id) & (ids > 3)
