# breaks: a list
# mistake 44: list
def pool_text(states, ids, eos_id):
    return [state[row.tolist().index(eos_id)] for state, row in zip(states, ids)]
