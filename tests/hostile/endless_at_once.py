# attack: a loop while the cell is run
# exercise: 04 causal_mask
while True:
    pass


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool)
