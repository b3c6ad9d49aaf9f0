# right: token by token
def padding_mask(ids, pad_id):
    mask = torch.empty(ids.shape, dtype=torch.bool)
    for b, row in enumerate(ids):
        for t, token in enumerate(row):
            mask[b, t] = token.item() != pad_id
    return mask
