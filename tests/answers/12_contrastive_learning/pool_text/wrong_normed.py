# breaks: of length 1
def pool_text(states, ids, eos_id):
    first = (ids == eos_id).int().argmax(1)
    return F.normalize(states[torch.arange(len(ids)), first], dim=-1)
