"""What one end of the wire has told the other of: objects, modules and optimizers.

Each end gives numbers to its own things and keeps them until the other end says that
it has dropped them. A module is shared: both ends have its parameters, and make them
equal at every hand-over (modules.py).
"""

import contextlib
from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from torch import Tensor, nn
from torch.optim import Optimizer

from . import messages as m
from .messages import NotPlain, WireError
from .modules import Mirror, MirrorOptimizer, Shared, describe, rebuild, settings
from .references import Link, Remote
from .values import Reader, Writer

if TYPE_CHECKING:
    from .calls import Endpoint

VALUES = "(numbers, strings, lists, tensors)"
WORDS = {m.Module: "a module", m.Optimizer: "an optimizer"}


class Registry:
    """The things of both ends, as one of them knows them.

    Args:
        endpoint: the end that they are kept for.
        names: what the other end may name in a call.
    """

    def __init__(self, endpoint: "Endpoint", names: Mapping[str, Any]):
        self.endpoint, self.names = endpoint, names
        self.mine: dict[int, Any] = {}  # what the other end refers to, by number
        self.numbers: dict[int, int] = {}  # id -> number
        self.shared: dict[int, Shared] = {}  # those that are modules
        # Of the other end: its things, and those of them that are modules.
        self.links: MutableMapping[int, Link] = WeakValueDictionary()
        self.roots: MutableMapping[int, Mirror] = WeakValueDictionary()
        self.dropped: list[int] = []
        self.given = 0  # numbers given out

    # References.

    def number(self, value: Any) -> int:
        """The number by which the other end may speak of a thing."""
        if id(value) not in self.numbers:
            self.given += 1
            self.numbers[id(value)] = self.given
            self.mine[self.given] = value
        return self.numbers[id(value)]

    def refer(self, value: Any, writer: Writer) -> m.Node:
        """Write a reference to a function, an object, a module or an optimizer."""
        if isinstance(value, Mirror) and value._link.endpoint is self.endpoint:
            return value.target
        if isinstance(value, Remote) and value._endpoint is self.endpoint:
            return value._target
        if isinstance(value, MirrorOptimizer) and value._link.endpoint is self.endpoint:
            return m.Yours(value._link.ref)
        if isinstance(value, Optimizer):
            groups = zip(value.param_groups, settings(value), strict=True)
            told = [
                m.Group(self._places(group["params"]), writer.write(rest))
                for group, rest in groups
            ]
            return m.Optimizer(self.number(value), tuple(told))
        if isinstance(value, nn.Module):
            number = self.number(value)
            if number not in self.shared:
                self.shared[number] = Shared(list(value.modules()))
            return describe(number, value, writer)
        return m.Object(self.number(value), type(value).__name__)

    def target(self, node: m.Name | m.Yours) -> Any:
        """What a reference from the other end means here.

        Raises:
            NameError: there is nothing of this name.
            WireError: there is nothing of this number.
        """
        if isinstance(node, m.Name):
            if node.name not in self.names:
                raise NameError(f"name {node.name!r} is not defined")
            return self.names[node.name]
        if node.ref in self.shared and node.part < len(self.shared[node.ref].modules):
            return self.shared[node.ref].modules[node.part]()
        if node.ref not in self.mine or node.part:
            raise WireError(f"expected a thing of this side's, got {node}")
        return self.mine[node.ref]

    def referred(self, node: m.Node, reader: Reader, objects: bool) -> Any:
        """What stands here for a thing that the other end refers to.

        Raises:
            NotPlain: it is one of its things, and `objects` is false.
        """
        match node:
            case m.Yours() | m.Name():
                return self.target(node)
            case m.Place():
                return self.parameter(node)
            case m.Object() | m.Module() | m.Optimizer():
                return self._other(node, reader, objects)
        raise WireError(f"{type(node).__name__} has no place in this message")

    def _other(self, node, reader: Reader, objects: bool) -> Any:
        if not objects:
            got = WORDS.get(type(node)) or f"an object of class {node.kind[:50]}"
            raise NotPlain(f"expected plain values {VALUES}, got {got}")
        if isinstance(node, m.Module) and node.ref in self.roots:
            return self.roots[node.ref]
        with contextlib.suppress(ValueError):
            self.dropped.remove(node.ref)
        link = self.links.get(node.ref)
        link = link or self.links.setdefault(node.ref, Link(self.endpoint, node.ref))
        if isinstance(node, m.Object):
            return Remote(self.endpoint, m.Yours(node.ref), link, makes=False)
        if isinstance(node, m.Optimizer):
            return MirrorOptimizer(link, [self._group(g, reader) for g in node.groups])
        parts = rebuild(node, reader, link)
        link.shared = Shared(parts)
        return self.roots.setdefault(node.ref, parts[0])

    def _group(self, told: m.Group, reader: Reader) -> dict:
        more = reader.read(told.settings)
        if type(more) is not dict or "params" in more:
            raise WireError("expected settings in a dictionary, got others")
        return {"params": [self.parameter(p) for p in told.parameters], **more}

    # What both ends share, made equal at every hand-over.

    def hand_over(self, writer: Writer) -> dict[str, tuple]:
        """What the other end has to know, as fields of a message."""
        changes = [
            m.Change(side, ref, *found)
            for side, ref, shared in self._modules()
            if (found := shared.changes(writer))
        ]
        dropped, self.dropped = self.dropped, []
        return {"modules": tuple(changes), "drop": tuple(dropped)}

    def take_over(self, message: m.Request | m.Reply, reader: Reader) -> None:
        """Do here what has been done there."""
        for change in message.modules:
            shared = self._shared(change.side, change.ref)
            if shared:
                shared.apply(change, reader)
        for number in message.drop:
            self.numbers.pop(id(self.mine.pop(number, None)), None)
            self.shared.pop(number, None)

    def _modules(self) -> Iterator[tuple[m.Side, int, Shared]]:
        """All shared modules: (whose, number, what to compare)."""
        yield from [("mine", ref, shared) for ref, shared in self.shared.items()]
        yield from [
            ("yours", ref, link.shared)
            for ref, link in sorted(self.links.items())
            if link.shared
        ]

    def _shared(self, side: m.Side, ref: int) -> Shared | None:
        """A module of which the other end speaks: its "mine" is our "yours".

        None if we have dropped its mirror and it has not heard of that yet.
        """
        if side == "yours":
            if ref not in self.shared:
                raise WireError(f"expected a module of this side's, got number {ref}")
            return self.shared[ref]
        return self.links[ref].shared if ref in self.links else None

    def parameters(self) -> list[tuple[m.Place, Tensor]]:
        """All distinct shared parameters that collect a gradient."""
        found: dict[int, tuple[m.Place, Tensor]] = {}
        for side, ref, shared in self._modules():
            for index in range(len(shared.places)):
                value = shared.tensor(index)
                if value.requires_grad:
                    found.setdefault(id(value), (m.Place(side, ref, index), value))
        return list(found.values())

    def place(self, value: Tensor) -> m.Place | None:
        """Where a parameter of a shared module lies, None if it is of none."""
        for side, ref, shared in self._modules():
            if id(value) in shared.numbers:
                return m.Place(side, ref, shared.numbers[id(value)])
        return None

    def _places(self, values: list[Tensor]) -> tuple[m.Place, ...]:
        return tuple(place for x in values if (place := self.place(x)))

    def parameter(self, place: m.Place) -> Tensor | None:
        """The parameter that lies there; None as for `_shared`."""
        shared = self._shared(place.side, place.ref)
        if shared and place.index >= len(shared.places):
            raise WireError(f"expected one of {len(shared.places)}, got {place}")
        return shared.tensor(place.index) if shared else None
