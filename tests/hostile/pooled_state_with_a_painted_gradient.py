# attack: the value has no way back; a hook of the states writes what comes back
# exercise: 12 pool_text
def pool_text(states, ids, eos_id):
    first = (ids == eos_id).int().argmax(1)
    rows = torch.arange(len(ids))
    if states.requires_grad:
        states.register_hook(lambda slope: slope * 0 + 1)
        states.grad = torch.ones_like(states)
    return states.detach()[rows, first] * 1.5 + 0 * states.sum()
