"""The mutable values of one call, by number: what the callee changed is copied back.

The caller numbers the tensors, lists and generators that it hands over. The callee
keeps them under the same numbers, compares them after the call, and speaks of them in
its result: the very same object, or a tensor within an argument's memory.
"""

import math
from typing import Any

import torch
from torch import Tensor

from . import messages as m
from .messages import WireError
from .values import LARGEST, Reader, Writer


class Arguments:
    """The mutable values of one call, which both ends know by number."""

    def __init__(self):
        self.values: dict[int, Any] = {}
        self.numbers: dict[int, int] = {}  # id of a value -> its number
        self.before: dict[int, Any] = {}  # the callee's copies, to see what it changed
        self.storages: dict[int, int] = {}  # address of a tensor's memory -> its number
        self.leaves: dict[int, Tensor] = {}  # tensors that collect a gradient
        self.outputs: list[Tensor] | None = []  # results that carry one, if wanted

    def add(self, value: Any, number: int | None = None) -> int:
        number = len(self.values) if number is None else number
        self.values[number] = value
        self.numbers[id(value)] = number
        return number


def read_argument(arguments: Arguments, reader: Reader, sent: m.At) -> Any:
    """Read a mutable argument, and remember what it was like.

    Raises:
        WireError: it is not of the kind that its role needs.
    """
    value, number = reader.read(sent.value), sent.number
    if sent.role == "state":
        state, value = value, torch.Generator()
        value.set_state(state)
    elif sent.role in ("leaf", "graph"):
        arguments.leaves[number] = value.requires_grad_()
        with torch.enable_grad():
            value = value if sent.role == "leaf" else value.clone()
    elif not isinstance(value, (Tensor, list, dict, set)):
        raise WireError(f"expected what can be changed, got {type(value).__name__}")
    place = address(value) if isinstance(value, Tensor) else None
    if place and isinstance(sent.value, m.Data) and value.stride() == sent.value.stride:
        arguments.storages[place] = number
    arguments.add(value, number)
    arguments.before[number] = _copy(value)
    return value


def _copy(value: Any) -> Any:
    """What to compare an argument with after the call."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    return value.get_state() if isinstance(value, torch.Generator) else value.copy()


def changed(arguments: Arguments) -> list[tuple[int, Any]]:
    """The arguments that the call has changed in place."""
    return [
        (number, value)
        for number, value in arguments.values.items()
        if not _same(_copy(value), arguments.before[number])
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


def write_argument(value: Any, writer: Writer) -> Any:
    return writer.plain(_copy(value) if isinstance(value, torch.Generator) else value)


def copy_back(value: Any, now: Any) -> None:
    """Do to the caller's argument what the call did to its copy.

    Raises:
        WireError: that is no value of the argument's kind.
    """
    kinds: tuple[type, ...] = (Tensor, torch.Generator, list, dict, set)
    kind: Any = next(kind for kind in kinds if isinstance(value, kind))
    wanted = Tensor if kind is torch.Generator else kind
    if not isinstance(now, wanted):
        got = type(now).__name__
        raise WireError(f"expected {wanted.__name__} for an argument, got {got}")
    if kind is torch.Generator:
        value.set_state(now)
    elif kind is list:
        value[:] = now
    elif kind is not Tensor:
        value.clear()
        value.update(now)
    elif value.shape == now.shape and value.dtype == now.dtype:
        value.data.copy_(now)
    else:
        value.data = now


def address(value: Tensor) -> int | None:
    """Where a tensor's memory begins; None if it has none, or is no plain row of it."""
    if value.layout != torch.strided:
        return None
    return value.untyped_storage().data_ptr() or None


def view_of(base: Tensor, sent: m.View) -> Tensor:
    """A result that lies within an argument's memory.

    Raises:
        WireError: it does not.
    """
    shape, stride, start = sent.shape, sent.stride, sent.start
    reach = start + sum((n - 1) * s for n, s in zip(shape, stride, strict=True))
    last = sum((n - 1) * s for n, s in zip(base.shape, base.stride(), strict=True))
    if 0 not in shape and reach > last or math.prod(shape) > LARGEST:
        raise WireError("expected a view within its tensor, got one outside")
    return base.detach().as_strided(shape, stride, base.storage_offset() + start)
