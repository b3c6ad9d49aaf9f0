"""Modules that two processes hold: the original in one, a mirror in the other.

A mirror has the original's tree of submodules with real parameters, buffers and modes,
and no code: calling it calls the original. Both are made equal whenever control passes
from one side to the other, by sending what has changed.
"""

import weakref
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from . import messages as m
from .messages import WireError
from .values import Reader, Writer

MOST = 10_000  # submodules, and tensors, of a module that is handed over
DEEPEST = 100  # modules within modules


class Mirror(nn.Module):
    """One node of a mirrored module; calling it calls the original at the other end."""

    _link: Any
    _index: int

    def __init__(self, link: Any, index: int):
        super().__init__()
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_index", index)

    @property
    def target(self) -> m.Yours:
        return m.Yours(self._link.ref, self._index)

    def forward(self, *args, **kwargs):
        return self._link.endpoint.ask("call", self.target, args, kwargs)

    def __deepcopy__(self, memo: dict) -> nn.Module:
        return self._link.endpoint.ask("clone", self.target, objects=True)


class MirrorList(Mirror):
    """A mirrored nn.Sequential or nn.ModuleList: it can be indexed."""

    def __len__(self) -> int:
        return len(self._modules)

    def __getitem__(self, index: int | slice) -> Any:
        parts = list(self._modules.values())
        if isinstance(index, slice):
            return nn.Sequential(*filter(None, parts[index]))
        return parts[index]

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
        target = m.Yours(self._link.ref)
        self._link.endpoint.ask(verb, target, (settings(self), *args))


def settings(optimizer: torch.optim.Optimizer) -> list[dict]:
    """What an optimizer's groups hold besides parameters: the learning rate, say."""
    return [
        {name: value for name, value in group.items() if name != "params"}
        for group in optimizer.param_groups
    ]


def call_optimizer(
    verb: str, optimizer: torch.optim.Optimizer, found: list[dict], *args
) -> None:
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

    def __init__(self, modules: Sequence[nn.Module]):
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

    def changes(self, writer: Writer) -> tuple | None:
        """What has changed since the last exchange, None if nothing has.

        Returns:
            tensors and modes, as in messages.Change.
        """
        tensors = []
        for number, (data, wants, gradient) in enumerate(self.known):
            now = self.tensor(number)
            same = _equal(now, data) and _equal(now.grad, gradient)
            if not same or _wants_gradient(now) != wants:
                self.known[number] = _copies(now)
                tensors.append((number, state(now, writer)))
        modes = [bool(getattr(module(), "training", None)) for module in self.modules]
        if not tensors and modes == self.modes:
            return None
        self.modes = modes
        return tuple(tensors), tuple(modes)

    def apply(self, change: m.Change, reader: Reader) -> None:
        """Make the module equal to what the other side sent."""
        for number, sent in change.tensors:
            table, name = self.places[number]
            now, data = table[name], reader.read(sent.data)
            if now.shape == data.shape and now.dtype == data.dtype:
                now.data.copy_(data)
            else:
                now.data = data
            now.requires_grad_(sent.requires_grad)
            now.grad = reader.read(sent.gradient)
            self.known[number] = _copies(now)
        for kept, mode in zip(self.modules, change.modes, strict=True):
            if (module := kept()) is not None:
                module.training = mode
        self.modes = list(change.modes)


def describe(number: int, module: nn.Module, writer: Writer) -> m.Module:
    """A module as a message tells of it."""
    modules = list(module.modules())
    index = {id(part): place for place, part in enumerate(modules)}
    places: dict[int, int] = {}
    tensors: list[m.State] = []

    def place(value: Tensor | None) -> int | None:
        if value is None:
            return None
        if id(value) not in places:
            places[id(value)] = len(tensors)
            tensors.append(state(value, writer))
        return places[id(value)]

    parts = tuple(
        m.Part(
            training=bool(part.training),
            row=isinstance(part, (nn.Sequential, nn.ModuleList)),
            children=tuple(
                (name, None if child is None else index[id(child)])
                for name, child in part._modules.items()
            ),
            parameters=tuple((name, place(x)) for name, x in part._parameters.items()),
            buffers=tuple(
                (name, place(x), name not in part._non_persistent_buffers_set)
                for name, x in part._buffers.items()
            ),
        )
        for part in modules
    )
    return m.Module(number, parts, tuple(tensors))


def rebuild(told: m.Module, reader: Reader, link: Any) -> list[Mirror]:
    """Make the mirror of a described module; return its nodes, the root first.

    Raises:
        WireError: there can be no such module.
    """
    if len(told.parts) + len(told.tensors) > MOST:
        raise WireError(f"expected a module of at most {MOST} parts, got more")
    _check_depth([[c for _, c in x.children if c is not None] for x in told.parts])
    parts = [
        (MirrorList if part.row else Mirror)(link, index)
        for index, part in enumerate(told.parts)
    ]
    made: dict[int, Any] = {}

    def parameter(number: int) -> nn.Parameter:
        if number not in made:
            sent = told.tensors[number]
            data, wants = reader.read(sent.data), sent.requires_grad
            made[number] = nn.Parameter(data, requires_grad=wants)
            made[number].grad = reader.read(sent.gradient)
        return made[number]

    def buffer(number: int) -> Tensor:
        if number not in made:
            made[number] = reader.read(told.tensors[number].data)
        return made[number]

    for part, sent in zip(parts, told.parts, strict=True):
        part.training = sent.training
        for name, child in sent.children:
            part._modules[_name(name)] = None if child is None else parts[child]
        for name, number in sent.parameters:
            value = None if number is None else parameter(number)
            part._parameters[_name(name)] = value
        for name, number, persistent in sent.buffers:
            part._buffers[_name(name)] = None if number is None else buffer(number)
            if not persistent:
                part._non_persistent_buffers_set.add(name)
    return parts


def _check_depth(children: list[list[int]]) -> None:
    """Refuse modules that lie too deep within others, or within themselves."""
    level = {0}
    for _ in range(DEEPEST):
        level = {child for part in level for child in children[part]}
        if not level:
            return
    raise WireError(f"expected modules nested at most {DEEPEST} deep, got more")


def _name(text: str) -> str:
    """A name that torch would take for a submodule or parameter."""
    if "." in text or not text:
        raise WireError(f"expected a name without a dot, got {text[:50]!r}")
    return text


def state(value: Tensor, writer: Writer) -> m.State:
    """A parameter or buffer as a message tells of it."""
    gradient = None if value.grad is None else writer.tensor(value.grad)
    return m.State(writer.tensor(value), _wants_gradient(value), gradient)


def _copies(value: Tensor) -> tuple:
    gradient = None if value.grad is None else value.grad.detach().clone()
    return value.detach().clone(), _wants_gradient(value), gradient


def _wants_gradient(value: Tensor) -> bool:
    """Whether autograd will collect one, whatever a subclass says of itself."""
    requires_grad: Any = Tensor.requires_grad
    return requires_grad.__get__(value)


def _equal(now: Tensor | None, before: Tensor | None) -> bool:
    if now is None or before is None:
        return now is before
    same = now.shape == before.shape and now.dtype == before.dtype
    return same and torch.equal(now, before)
