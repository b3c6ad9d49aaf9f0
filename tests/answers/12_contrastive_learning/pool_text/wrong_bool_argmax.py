# breaks: argmax of booleans
# mistake 44: .int()
def pool_text(states, ids, eos_id):
    return states[torch.arange(len(ids)), (ids == eos_id).argmax(1)]
