# right: places before each caption's length
def padding_mask(ids, pad_id):
    lengths = (ids != pad_id).sum(dim=1, keepdim=True)
    return torch.arange(ids.shape[1], device=ids.device) < lengths
