# breaks: last token that is not <pad>
# mistake 34: last real
def pool_text(states, ids, eos_id):
    last = (ids != 0).sum(1) - 1
    return states[torch.arange(len(ids)), last]
