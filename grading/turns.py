"""The mutable values of one call, by number: what the callee changed is copied back.

The caller numbers the tensors, lists and generators that it hands over. The callee
keeps them under the same numbers, compares them after the call, and speaks of them in
its result: the very same object, or a tensor within an argument's memory.
"""

from typing import Any

import torch
from torch import Tensor

from .wire import Reader, Writer


class Turn:
    """The mutable values of one call, which both ends know by number."""

    def __init__(self):
        self.values: dict[int, Any] = {}
        self.numbers: dict[int, int] = {}  # id of a value -> its number
        self.before: dict[int, Any] = {}  # the callee's copies, to see what it changed
        self.storages: dict[int, int] = {}  # address of a tensor's memory -> its number
        self.leaves: dict[int, Tensor] = {}  # tensors that collect a gradient
        self.outputs: list[Tensor] = []  # results that carry one

    def add(self, value: Any, number: int | None = None) -> int:
        number = len(self.values) if number is None else number
        self.values[number] = value
        self.numbers[id(value)] = number
        return number


def keep(turn: Turn, reader: Reader, number: int, kind: str, tree: list) -> Any:
    """Read a mutable argument, and remember what it was like."""
    value = reader.read(tree)
    if kind == "state":
        state, value = value, torch.Generator()
        value.set_state(state)
    elif kind in ("leaf", "graph"):
        turn.leaves[number] = value.requires_grad_()
        with torch.enable_grad():
            value = value if kind == "leaf" else value.clone()
    if isinstance(value, Tensor) and list(value.stride()) == tree[3]:
        turn.storages[address(value)] = number
    turn.add(value, number)
    turn.before[number] = _copy(value)
    return value


def _copy(value: Any) -> Any:
    """What to compare an argument with after the call."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    return value.get_state() if isinstance(value, torch.Generator) else value.copy()


def changed(turn: Turn) -> list[tuple[int, Any]]:
    """The arguments that the call has changed in place."""
    return [
        (number, value)
        for number, value in turn.values.items()
        if not _same(_copy(value), turn.before[number])
    ]


def _same(now: Any, before: Any) -> bool:
    if isinstance(now, Tensor):
        return now.shape == before.shape and torch.equal(now, before)
    if len(now) != len(before):
        return False
    if isinstance(now, list):
        return all(a is b for a, b in zip(now, before, strict=True))
    if isinstance(now, dict):
        pairs = zip(now.items(), before.items(), strict=True)
        return all(a is c and b is d for (a, b), (c, d) in pairs)
    return now == before


def plain(value: Any, writer: Writer) -> Any:
    return writer.plain(_copy(value) if isinstance(value, torch.Generator) else value)


def restore(value: Any, now: Any) -> None:
    """Do to the caller's argument what the call did to its copy."""
    if isinstance(value, Tensor):
        if value.shape == now.shape and value.dtype == now.dtype:
            value.data.copy_(now)
        else:
            value.data = now
    elif isinstance(value, torch.Generator):
        value.set_state(now)
    elif isinstance(value, list):
        value[:] = now
    else:
        value.clear()
        value.update(now)


def address(value: Tensor) -> int | None:
    return value.untyped_storage().data_ptr() or None


def view(base: Tensor, shape: list, stride: list, start: int) -> Tensor:
    """A result that lies within an argument's memory."""
    reach = start + sum((n - 1) * s for n, s in zip(shape, stride, strict=True))
    last = sum((n - 1) * s for n, s in zip(base.shape, base.stride(), strict=True))
    if min([start, *shape, *stride]) < 0 or (0 not in shape and reach > last):
        raise ValueError("a view outside its tensor")
    return base.detach().as_strided(shape, stride, base.storage_offset() + start)
