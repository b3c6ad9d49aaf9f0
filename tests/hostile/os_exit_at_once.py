# attack: ends its process while its cell is run
# exercise: 04 causal_mask
import os

os._exit(0)


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool)
