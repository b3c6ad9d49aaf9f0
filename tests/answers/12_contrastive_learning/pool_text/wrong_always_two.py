# breaks: <eos> is 2
# mistake 34: eos_id
def pool_text(states, ids, eos_id):
    first = (ids == 2).int().argmax(1)
    return states[torch.arange(len(ids)), first]
