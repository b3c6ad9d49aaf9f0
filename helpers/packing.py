"""Weights as a file holds them: dense, and each tied one once."""

__lesson__ = "05"

import torch
from torch import Tensor

Weights = dict[str, Tensor]


def part_tied(weights: Weights) -> tuple[Weights, dict[str, str]]:
    """Weights without those that are another's, and for each of these its twin's name.

    One that only shares memory with another, as a part of it, gets its own.

    Raises:
        ValueError: weights that are not dense.
    """
    kept: Weights = {}
    twins: dict[str, str] = {}
    owners: dict[int, str] = {}  # of a piece of memory, the first that lies there
    for name, x in weights.items():
        if x.layout != torch.strided:
            raise ValueError(f"expected dense weights, got {name} as {x.layout}")
        place = x.untyped_storage().data_ptr()
        first = owners.setdefault(place, name)
        if first != name and _is_same(x, weights[first]):
            twins[name] = first
        else:
            kept[name] = x.contiguous() if first == name else x.clone()
    return kept, twins


def _is_same(x: Tensor, y: Tensor) -> bool:
    def where(z):
        return z.data_ptr(), z.shape, z.stride(), z.dtype

    return x.numel() > 0 and where(x) == where(y)


def join_tied(weights: Weights, twins: dict[str, str]) -> Weights:
    """The other way round."""
    return weights | {name: weights[first] for name, first in twins.items()}
