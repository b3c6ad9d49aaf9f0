"""Modules that two processes hold: the original in one, a mirror in the other.

A mirror has the original's tree of submodules with real parameters, buffers and modes,
and no code: calling it calls the original. Both are made equal whenever control passes
from one side to the other, by sending what has changed.
"""

import weakref
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from .wire import Reader, Writer

MOST = 10_000  # submodules, and tensors, of a module that is handed over


class Mirror(nn.Module):
    """One node of a mirrored module; calling it calls the original at the other end."""

    def __init__(self, link: Any, index: int):
        super().__init__()
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_index", index)

    @property
    def target(self) -> list:
        return ["yours", self._link.ref, self._index]

    def forward(self, *args, **kwargs):
        return self._link.peer.ask("call", self.target, args, kwargs)

    def __deepcopy__(self, memo: dict) -> nn.Module:
        return self._link.peer.ask("clone", self.target, objects=True)


class MirrorList(Mirror):
    """A mirrored nn.Sequential or nn.ModuleList: it can be indexed."""

    def __len__(self) -> int:
        return len(self._modules)

    def __getitem__(self, index: int | slice) -> nn.Module:
        parts = list(self._modules.values())[index]
        return nn.Sequential(*parts) if isinstance(index, slice) else parts

    def __iter__(self):
        return iter(self._modules.values())


class MirrorOptimizer(torch.optim.Optimizer):
    """An optimizer of mirrored parameters; stepping steps the original."""

    def __init__(self, link: Any, groups: list[dict]):
        super().__init__(groups, {})
        self._link = link

    def step(self, closure: Callable | None = None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        self._there("step")
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        super().zero_grad(set_to_none)
        self._there("zero_grad", set_to_none)  # it may have parameters we do not know

    def _there(self, verb: str, *args) -> None:
        target = ["yours", self._link.ref]
        self._link.peer.ask(verb, target, (settings(self), *args))


def settings(optimizer: torch.optim.Optimizer) -> list[dict]:
    """What an optimizer's groups hold besides parameters: the learning rate, say."""
    return [
        {name: value for name, value in group.items() if name != "params"}
        for group in optimizer.param_groups
    ]


def work(verb: str, optimizer: torch.optim.Optimizer, found: list[dict], *args) -> None:
    """Let an optimizer step or clear, with the settings that its mirror has."""
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise TypeError(f"expected an optimizer, got {type(optimizer).__name__}")
    for group, now in zip(optimizer.param_groups, found, strict=True):
        group.update({name: now[name] for name in now if name != "params"})
    getattr(optimizer, verb)(*args)


class Shared:
    """What is compared and sent of one shared module.

    Attributes:
        modules: weak references to the submodules, in the order of `modules()`.
        places: where each distinct parameter or buffer is kept: (dictionary, name).
        known: what the other side has of each: (data, requires_grad, gradient).
    """

    def __init__(self, modules: list[nn.Module]):
        self.modules = [weakref.ref(module) for module in modules]
        self.places: list[tuple[dict, str]] = []
        self.numbers: dict[int, int] = {}
        for module in modules:
            for table in (module._parameters, module._buffers):
                for name, value in table.items():
                    if value is not None and id(value) not in self.numbers:
                        self.numbers[id(value)] = len(self.places)
                        self.places.append((table, name))
        self.known = [_copies(self.tensor(i)) for i in range(len(self.places))]
        self.modes = [module.training for module in modules]

    def tensor(self, number: int) -> Tensor:
        table, name = self.places[number]
        return table[name]

    def changes(self, writer: Writer) -> list | None:
        """List what has changed since the last exchange, None if nothing has."""
        tensors = []
        for number, (data, wants, gradient) in enumerate(self.known):
            now = self.tensor(number)
            same = _equal(now, data) and _equal(now.grad, gradient)
            if not same or now.requires_grad != wants:
                self.known[number] = _copies(now)
                tensors.append([number, *write_tensor(now, writer)])
        modes = [bool(getattr(module(), "training", None)) for module in self.modules]
        if not tensors and modes == self.modes:
            return None
        self.modes = modes
        return [tensors, modes]

    def apply(self, changes: list, reader: Reader) -> None:
        """Make the module equal to what the other side sent."""
        tensors, modes = changes
        for number, data, wants, gradient in tensors:
            table, name = self.places[number]
            now, data = table[name], reader.read(data)
            if now.shape == data.shape and now.dtype == data.dtype:
                now.data.copy_(data)
            else:
                now.data = data
            now.requires_grad_(bool(wants))
            now.grad = None if gradient is None else reader.read(gradient)
            self.known[number] = _copies(now)
        for module, mode in zip(self.modules, modes, strict=True):
            if module() is not None:
                module().training = bool(mode)
        self.modes = list(modes)


def describe(module: nn.Module, writer: Writer) -> list:
    """The tree of a module: its submodules' names, modes, parameters and buffers."""
    modules = list(module.modules())
    index = {id(part): number for number, part in enumerate(modules)}
    numbers: dict[int, int] = {}
    tensors, nodes = [], []

    def number(value: Tensor | None) -> int | None:
        if value is None:
            return None
        if id(value) not in numbers:
            numbers[id(value)] = len(tensors)
            tensors.append(write_tensor(value, writer))
        return numbers[id(value)]

    for part in modules:
        children = [
            [name, None if child is None else index[id(child)]]
            for name, child in part._modules.items()
        ]
        parameters = [[name, number(x)] for name, x in part._parameters.items()]
        buffers = [
            [name, number(x), name not in part._non_persistent_buffers_set]
            for name, x in part._buffers.items()
        ]
        row = isinstance(part, (nn.Sequential, nn.ModuleList))
        nodes.append([part.training, row, children, parameters, buffers])
    return [nodes, tensors]


def rebuild(tree: list, reader: Reader, link: Any) -> list[Mirror]:
    """Make the mirror of a described module; return its nodes, the root first."""
    nodes, tensors = tree
    if len(nodes) + len(tensors) > MOST:
        raise ValueError(f"expected a module of at most {MOST} parts")
    values = [_read_tensor(reader, *entry) for entry in tensors]
    kinds = [MirrorList if row else Mirror for _, row, *_ in nodes]
    parts = [kind(link, index) for index, kind in enumerate(kinds)]
    made: dict[int, Tensor] = {}

    def parameter(number: int) -> nn.Parameter:
        if number not in made:
            data, wants, gradient = values[number]
            made[number] = nn.Parameter(data, requires_grad=wants)
            made[number].grad = gradient
        return made[number]

    def buffer(number: int) -> Tensor:
        return made.setdefault(number, values[number][0])

    for part, (mode, _, *tables) in zip(parts, nodes, strict=True):
        children, parameters, buffers = tables
        part.training = bool(mode)
        for name, child in children:
            part._modules[str(name)] = None if child is None else parts[child]
        for name, number in parameters:
            part._parameters[str(name)] = None if number is None else parameter(number)
        for name, number, persistent in buffers:
            part._buffers[str(name)] = None if number is None else buffer(number)
            if not persistent:
                part._non_persistent_buffers_set.add(str(name))
    return parts


def write_tensor(value: Tensor, writer: Writer) -> list:
    gradient = None if value.grad is None else writer.plain(value.grad)
    return [writer.plain(value), value.requires_grad, gradient]


def _read_tensor(reader: Reader, data, wants, gradient) -> tuple:
    gradient = None if gradient is None else reader.read(gradient)
    return reader.read(data), bool(wants), gradient


def _copies(value: Tensor) -> tuple:
    gradient = None if value.grad is None else value.grad.detach().clone()
    return value.detach().clone(), value.requires_grad, gradient


def _equal(now: Tensor | None, before: Tensor | None) -> bool:
    if now is None or before is None:
        return now is before
    same = now.shape == before.shape and now.dtype == before.dtype
    return same and torch.equal(now, before)
