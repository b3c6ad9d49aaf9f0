# right: where
def padding_mask(ids, pad_id):
    return torch.where(ids == pad_id, False, True)
