# breaks: every caption gets the first one's length
# mistake 19: got
def padding_mask(ids, pad_id):
    length = int((ids[0] != pad_id).sum())
    return (torch.arange(ids.shape[1]) < length).expand(ids.shape)
