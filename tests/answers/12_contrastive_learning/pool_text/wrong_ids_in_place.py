# breaks: ids are turned to marks
# mistake 20: in place
def pool_text(states, ids, eos_id):
    ids[ids != eos_id] = -1
    return states[torch.arange(len(ids)), ids.argmax(1)]
