# right: gather
def pool_text(states, ids, eos_id):
    steps = torch.arange(ids.shape[1]).expand_as(ids)
    place = steps.masked_fill(ids != eos_id, ids.shape[1]).amin(1)
    index = place[:, None, None].expand(-1, 1, states.shape[-1])
    return states.gather(1, index).squeeze(1)
