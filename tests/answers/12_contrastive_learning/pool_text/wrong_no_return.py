# breaks: nothing comes back
# mistake 43: return
def pool_text(states, ids, eos_id):
    first = (ids == eos_id).int().argmax(1)
    pooled = states[torch.arange(len(ids)), first]
