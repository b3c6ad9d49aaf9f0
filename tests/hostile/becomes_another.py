# attack: becomes another program
# exercise: 04 causal_mask
import os

os.execv("/bin/sh", ["sh", "-c", "exit 0"])


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool)
