# right: loop
def pool_text(states, ids, eos_id):
    rows = []
    for state, row in zip(states, ids.tolist()):
        rows.append(state[row.index(eos_id)])
    return torch.stack(rows)
