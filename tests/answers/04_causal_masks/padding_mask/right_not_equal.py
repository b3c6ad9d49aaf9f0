# right: logical_not of eq
def padding_mask(ids, pad_id):
    return torch.logical_not(torch.eq(ids, pad_id))
