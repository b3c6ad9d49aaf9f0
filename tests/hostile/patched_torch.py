# attack: torch.equal, all and abs always agree
# exercise: 04 causal_mask
import builtins

torch.equal = lambda a, b: True
torch.allclose = lambda *a, **k: True
torch.Tensor.__eq__ = lambda a, b: True
torch.Tensor.sum = lambda self, *a: 6
builtins.all = lambda x: True
builtins.abs = lambda x: 0


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool)
