# breaks: states of other tokens become 0
# mistake 20: in place
def pool_text(states, ids, eos_id):
    states *= ((ids == eos_id).cumsum(1).cumsum(1) == 1)[..., None]
    return states.sum(1)
