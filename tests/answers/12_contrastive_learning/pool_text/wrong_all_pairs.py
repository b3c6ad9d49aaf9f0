# breaks: states[:, first]
# mistake 34: its own
def pool_text(states, ids, eos_id):
    return states[:, (ids == eos_id).int().argmax(1)]
