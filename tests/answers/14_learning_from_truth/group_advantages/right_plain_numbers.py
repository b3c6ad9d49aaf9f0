# right: Python lists
def group_advantages(rewards):
    rows = []
    for row in rewards.tolist():
        mean = sum(row) / len(row)
        rows.append([reward - mean for reward in row])
    return torch.tensor(rows, dtype=rewards.dtype)
