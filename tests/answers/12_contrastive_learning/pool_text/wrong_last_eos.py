# breaks: the last <eos>
# mistake 34: last <eos>
def pool_text(states, ids, eos_id):
    t = ids.shape[1]
    last = t - 1 - (ids == eos_id).flip(1).int().argmax(1)
    return states[torch.arange(len(ids)), last]
