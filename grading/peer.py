"""One end of the wire between judge and box: calls by value, in both directions.

A call hands plain values over and copies back what the callee changed in them, so it
looks like a call in one process. Three things are more than values:

- A function or an object stays where it was made; the other end gets a `Remote`, whose
  calls travel. So a check can hand its own `step` to an answer, which calls it back.
- A module stays too; the other end gets a `Mirror` of real parameters and buffers,
  kept equal at every hand-over. state_dict, gradients, modes, optimizers just work.
  An optimizer stays as well: its mirror has the same groups and steps over there.
- What a call returns with a gradient is the output of one autograd node, whose
  backward runs at the other end.

Gradient mode, default dtype and the global generators are handed over as well: an
answer that leaves gradients switched off does so in the check, as in a notebook.
"""

import contextlib
import copy
import socket
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from .ambient import Ambient, as_exception, describe_error
from .mirrors import (
    Mirror,
    MirrorOptimizer,
    Shared,
    describe,
    rebuild,
    settings,
    work,
)
from .turns import Turn, address, changed, keep, plain, restore, view
from .wire import NotPlain, Reader, WireError, Writer, receive, send

VALUES = "(numbers, strings, lists, tensors)"
THINGS = {"module": "a module", "optimizer": "an optimizer"}


class Link:
    """Keeps a thing of the other end alive while something here refers to it."""

    def __init__(self, peer: "Peer", ref: int):
        self.peer, self.ref, self.shared = peer, ref, None

    def __del__(self):
        self.peer.dropped.append(self.ref)


class Remote:
    """A function or an object of the other end.

    Args:
        makes: calling it, or one of its methods, may give an object: it is a class.
    """

    def __init__(self, peer: "Peer", target: list, link: Link | None = None, *, makes):
        self._peer, self._target, self._link = peer, target, link
        self._makes = makes

    def __call__(self, *args, **kwargs):
        return self._peer.ask("call", self._target, args, kwargs, objects=self._makes)

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        found = self._peer.ask("get", self._target, (name,), objects=True)
        if isinstance(found, Remote):
            found._makes = self._makes
        return found

    def __len__(self):
        return self._peer.ask("len", self._target)

    def __iter__(self):
        return iter(self._peer.ask("iterate", self._target))

    def __getitem__(self, key):
        return self._peer.ask("item", self._target, (key,))

    def __bool__(self):
        self._peer.take_for_a_value()
        return True

    def __eq__(self, other):
        self._peer.take_for_a_value()
        return self is other

    __hash__ = object.__hash__

    def __repr__(self):
        return "<an object of the other side>"


class RemoteNode(torch.autograd.Function):
    """The autograd node of a call: its backward runs at the other end."""

    @staticmethod
    def forward(ctx, link, outputs, *inputs):
        ctx.link = link
        ctx.set_materialize_grads(False)
        return tuple(outputs)

    @staticmethod
    def backward(ctx, *gradients):
        target = ["yours", ctx.link.ref, 0]
        found = ctx.link.peer.ask("backward", target, gradients)
        return None, None, None, *found


class Peer:
    """One end.

    Args:
        connection: to the other end.
        names: what the other end may name in a call.
        objects: whether anything that the other end hands over may be an object or a
            module; else only what a class makes, and all else must be values.
        layout: whether tensors keep the sender's strides.

    Attributes:
        complaints: what things of this end raised when the other end called them.
    """

    def __init__(
        self,
        connection: socket.socket,
        *,
        names: dict[str, Any],
        objects: bool,
        layout: bool,
    ):
        self.connection, self.names = connection, names
        self.objects, self.layout = objects, layout
        self.complaints: list[BaseException] = []
        self.mine: dict[int, Any] = {}  # what the other end refers to, by number
        self.numbers: dict[int, int] = {}  # id -> number
        self.shared: dict[int, Shared] = {}  # those that are modules
        self.links = weakref.WeakValueDictionary()  # of the other end's things
        self.roots = weakref.WeakValueDictionary()  # of the other end's modules
        self.dropped: list[int] = []
        self.given = 0  # numbers given out
        self.ambient = Ambient()
        self.operations: dict[str, Callable] = {
            "call": lambda thing, *args, **kwargs: thing(*args, **kwargs),
            "get": _get,
            "len": lambda thing: len(thing),
            "iterate": lambda thing: list(thing),
            "item": lambda thing, key: thing[key],
            "clone": copy.deepcopy,
            "backward": _backward,
            "step": partial(work, "step"),
            "zero_grad": partial(work, "zero_grad"),
        }

    # Asking.

    def ask(
        self, operation: str, target: list, args=(), kwargs=None, *, objects=False
    ) -> Any:
        """Have the other end do something; serve its calls until the answer comes."""
        turn = Turn()
        writer = Writer(lambda value, w: self._argument(turn, value, w), self._refer)
        message = {"do": operation, "on": target, "ambient": self.ambient.read()}
        message["made"] = objects and operation == "call"
        with _aside():
            message |= self._hand_over(writer)
            message["args"] = writer.many(args)
            message["kwargs"] = [writer.many(pair) for pair in (kwargs or {}).items()]
        leaves = []
        if torch.is_grad_enabled():
            places = list(self._parameters())
            message["inputs"] = [list(turn.leaves), [place for place, _ in places]]
            leaves = [*turn.leaves.values(), *[value for _, value in places]]
        send(self.connection, message, writer.blobs)
        while True:
            reply, blobs = receive(self.connection)
            if not isinstance(reply, dict):
                raise WireError("expected a message")
            if "do" not in reply:
                return self._result(reply, blobs, turn, objects, leaves)
            self.serve(reply, blobs)

    def _argument(self, turn: Turn, value: Any, writer: Writer) -> Any:
        """Write what is numbered or referred to in an argument, None if plain."""
        if id(value) in turn.numbers:
            return ["same", turn.numbers[id(value)]]
        if isinstance(value, nn.Parameter) and (place := self._place(value)):
            return ["parameter", *place]
        if isinstance(value, Tensor):
            number, kind = turn.add(value), "data"
            if value.requires_grad:
                kind = "leaf" if value.is_leaf else "graph"
                turn.leaves[number] = value
            return ["at", number, kind, writer.plain(value)]
        if isinstance(value, torch.Generator):
            return ["at", turn.add(value), "state", writer.plain(value.get_state())]
        if isinstance(value, (list, dict, set)):
            return ["at", turn.add(value), "data", writer.plain(value)]
        return None

    def _result(self, reply: dict, blobs, turn: Turn, objects: bool, leaves: list):
        def other(tree, reader):
            kind, *rest = tree
            if kind == "same":
                return turn.values[rest[0]]
            if kind == "view":
                return view(turn.values[rest[0]], *rest[1:])
            if kind == "output":
                return turn.outputs[rest[0]]
            if kind == "parameter":
                return self._parameter(*rest)
            return self._referred(tree, reader, objects or self.objects)

        reader = Reader(blobs, other, strides=self.layout)
        with _aside(), _strict():
            self._take_over(reply, reader)
            for number, tree in reply["changed"]:
                restore(turn.values[number], reader.read(tree))
            outputs = [reader.read(tree) for tree in reply.get("outputs", [])]
        if outputs:
            link = Link(self, reply["graph"])
            always = torch.zeros((), requires_grad=True)  # so that there is a graph
            turn.outputs = RemoteNode.apply(link, outputs, always, *leaves)
        with _strict():
            self.ambient.apply(reply["ambient"])
        if "error" in reply:
            raise as_exception(*reply["error"])
        with _aside(), _strict():
            return reader.read(reply["result"])

    # Serving.

    def serve(self, message: dict, blobs: memoryview) -> None:
        """Do what the other end asks, and send the result."""
        turn, target = Turn(), message["on"]

        def other(tree, reader):
            kind, *rest = tree
            if kind == "at":
                return keep(turn, reader, *rest)
            if kind == "same":
                return turn.values[rest[0]]
            if kind == "parameter":
                return self._parameter(*rest)
            return self._referred(tree, reader, self.objects)

        reader = Reader(blobs, other, strides=self.layout)
        with _aside(), _strict():
            self._take_over(message, reader)
            args = [reader.read(tree) for tree in message["args"]]
            kwargs = {str(k): reader.read(tree) for k, tree in message["kwargs"]}
            slots, places = message.get("inputs", [[], []])
            inputs = [turn.leaves[n] for n in slots]
            inputs += [self._parameter(*place) for place in places]
        with _strict():
            self.ambient.apply(message["ambient"])
        reply: dict = {}

        def special(value, writer):
            if message.get("made") and type(value).__module__ == "__main__":
                return self._refer(value, writer)  # even if it is a kind of list
            return self._written(turn, value)

        writer = Writer(special, self._refer)
        if "inputs" not in message:
            turn.outputs = None
        try:
            result = self._do(message["do"], target, args, kwargs)
            with _aside():
                tree = writer.write(result)
        except WireError:
            raise
        except BaseException as error:  # SystemExit and KeyboardInterrupt too
            self.complaints.append(error)
            reply["error"], turn.outputs = describe_error(error), None
        else:
            reply["result"] = tree
        reply["ambient"] = self.ambient.read()
        with _aside():
            reply |= self._hand_over(writer)
            reply["changed"] = [
                [number, plain(value, writer)] for number, value in changed(turn)
            ]
            if turn.outputs:
                reply["outputs"] = [writer.plain(output) for output in turn.outputs]
                reply["graph"] = self._number((inputs, turn.outputs))
        send(self.connection, reply, writer.blobs)

    def take_for_a_value(self) -> None:
        """Refuse to: a check must not compare an object, nor ask whether it is true."""
        if not self.objects:
            raise NotPlain(f"expected plain values {VALUES}, got an object or function")

    def _do(self, operation: str, target: list, args: list, kwargs: dict) -> Any:
        if operation not in self.operations:
            raise WireError(f"unknown operation {operation!r}")
        return self.operations[operation](self._target(*target), *args, **kwargs)

    def _target(self, kind: str, key: Any, node: int = 0) -> Any:
        """What a reference from the other end means here."""
        if kind == "name":
            if key not in self.names:
                raise NameError(f"name {key!r} is not defined")
            return self.names[key]
        if key in self.shared:
            return self.shared[key].modules[node]()
        return self.mine[key]

    def _written(self, turn: Turn, value: Any) -> Any:
        """Write what is numbered or carries a gradient in a result, None if plain."""
        if id(value) in turn.numbers:
            return ["same", turn.numbers[id(value)]]
        if isinstance(value, nn.Parameter) and (place := self._place(value)):
            return ["parameter", *place]
        if isinstance(value, Tensor):
            if value.requires_grad and turn.outputs is not None:
                turn.outputs.append(value)
                return ["output", len(turn.outputs) - 1]
            number = turn.storages.get(address(value))
            if number is not None and value.dtype == turn.values[number].dtype:
                start = value.storage_offset() - turn.values[number].storage_offset()
                return ["view", number, list(value.shape), list(value.stride()), start]
        return None

    # References to functions, objects and modules.

    def _refer(self, value: Any, writer: Writer) -> Any:
        if isinstance(value, Mirror) and value._link.peer is self:
            return value.target
        if isinstance(value, Remote) and value._peer is self:
            return value._target
        if isinstance(value, MirrorOptimizer) and value._link.peer is self:
            return ["yours", value._link.ref]
        if isinstance(value, Optimizer):
            groups = [
                [
                    [p for x in group["params"] if (p := self._place(x))],
                    writer.write(rest),
                ]
                for group, rest in zip(value.param_groups, settings(value), strict=True)
            ]
            return ["optimizer", self._number(value), groups]
        if isinstance(value, nn.Module):
            number = self._number(value)
            if number not in self.shared:
                self.shared[number] = Shared(list(value.modules()))
            return ["module", number, describe(value, writer)]
        return ["object", self._number(value), type(value).__name__]

    def _number(self, value: Any) -> int:
        if id(value) not in self.numbers:
            self.given += 1
            self.numbers[id(value)] = self.given
            self.mine[self.given] = value
        return self.numbers[id(value)]

    def _referred(self, tree: list, reader: Reader, objects: bool) -> Any:
        kind, ref, *rest = tree
        if kind in ("yours", "name"):
            return self._target(*tree)
        if kind not in ("object", *THINGS):
            raise WireError(f"unknown kind {kind!r}")
        if not objects:
            got = THINGS.get(kind) or f"an object of class {rest[0]}"
            raise NotPlain(f"expected plain values {VALUES}, got {got}")
        if type(ref) is not int:
            raise WireError(f"expected a number, got {ref!r}")
        if kind == "module" and ref in self.roots:
            return self.roots[ref]
        with contextlib.suppress(ValueError):
            self.dropped.remove(ref)
        link = self.links.get(ref) or self.links.setdefault(ref, Link(self, ref))
        if kind == "object":
            return Remote(self, ["yours", ref], link, makes=False)
        if kind == "optimizer":
            groups = [
                {"params": [self._parameter(*p) for p in places], **reader.read(more)}
                for places, more in rest[0]
            ]
            return MirrorOptimizer(link, groups)
        parts = rebuild(rest[0], reader, link)
        link.shared = Shared(parts)
        return self.roots.setdefault(ref, parts[0])

    # What both ends share, made equal at every hand-over.

    def _hand_over(self, writer: Writer) -> dict:
        changes = [
            [side, ref, found]
            for side, ref, shared in self._modules()
            if (found := shared.changes(writer))
        ]
        dropped, self.dropped = self.dropped, []
        return {"modules": changes, "drop": dropped}

    def _take_over(self, message: dict, reader: Reader) -> None:
        for side, ref, changes in message["modules"]:
            shared = self._shared(side, ref)
            if shared:
                shared.apply(changes, reader)
        for number in message["drop"]:
            self.numbers.pop(id(self.mine.pop(number, None)), None)
            self.shared.pop(number, None)

    def _modules(self) -> Iterator[tuple[str, int, Shared]]:
        """All shared modules: (whose, number, what to compare)."""
        yield from [("mine", ref, shared) for ref, shared in self.shared.items()]
        yield from [
            ("yours", ref, link.shared)
            for ref, link in sorted(self.links.items())
            if link.shared
        ]

    def _shared(self, side: str, ref: int) -> Shared | None:
        """A module of which the other end speaks: its "mine" is our "yours".

        None if we have dropped its mirror and it has not heard of that yet.
        """
        if side == "yours":
            return self.shared[ref]
        return self.links[ref].shared if ref in self.links else None

    def _parameters(self) -> Iterator[tuple[list, Tensor]]:
        seen = set()
        for side, ref, shared in self._modules():
            for number in range(len(shared.places)):
                value = shared.tensor(number)
                if value.requires_grad and id(value) not in seen:
                    seen.add(id(value))
                    yield [side, ref, number], value

    def _place(self, value: Tensor) -> list | None:
        for side, ref, shared in self._modules():
            if id(value) in shared.numbers:
                return [side, ref, shared.numbers[id(value)]]
        return None

    def _parameter(self, side: str, ref: int, number: int) -> Tensor | None:
        shared = self._shared(side, ref)
        return shared.tensor(number) if shared else None


def _get(thing: Any, name: str) -> Any:
    """A public attribute of an object; of functions and modules nothing is given."""
    closed = isinstance(thing, (nn.Module, Optimizer)) or hasattr(thing, "__code__")
    if closed or not isinstance(name, str) or name.startswith("_"):
        raise AttributeError(f"{type(thing).__name__} has no attribute {name!r} here")
    return getattr(thing, name)


def _backward(graph: tuple, *gradients: Tensor | None) -> list:
    inputs, outputs = graph
    pairs = [p for p in zip(outputs, gradients, strict=True) if p[1] is not None]
    wanted = [value for value in inputs if value is not None]
    if not wanted or not pairs:
        return [None] * len(inputs)
    found = iter(
        torch.autograd.grad(
            [output for output, _ in pairs],
            wanted,
            [gradient for _, gradient in pairs],
            retain_graph=True,
            allow_unused=True,
        )
    )
    return [None if value is None else next(found) for value in inputs]


@contextlib.contextmanager
def _aside() -> Iterator[None]:
    """Handle values without leaving a trace in anybody's graph."""
    with torch.inference_mode(False), torch.no_grad():
        yield


@contextlib.contextmanager
def _strict() -> Iterator[None]:
    """Whatever goes wrong while reading a message is the sender's fault."""
    try:
        yield
    except Exception as error:
        raise WireError(f"not a message: {error}") from error
