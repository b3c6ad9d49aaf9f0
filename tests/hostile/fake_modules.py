# attack: puts modules of its own in the place of torch and numpy
# exercise: 04 causal_mask
import sys
import types

real = torch
sys.modules["numpy"] = types.ModuleType("numpy")
sys.modules["torch"] = types.ModuleType("torch")


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool)
