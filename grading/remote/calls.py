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
import socket
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from . import messages as m
from .arguments import (
    Arguments,
    address,
    changed,
    copy_back,
    read_argument,
    view_of,
    write_argument,
)
from .frames import LONGEST_WAIT, receive, send
from .global_state import GlobalState, as_exception, describe_error
from .messages import NotPlain, WireError
from .operations import OPERATIONS
from .references import Link, RemoteNode
from .registry import VALUES, Registry
from .values import Reader, Writer

DEEPEST = 20  # calls within calls; a check that hands its step over makes one


class Endpoint:
    """One end.

    Args:
        connection: to the other end.
        names: what the other end may name in a call.
        objects: whether anything that the other end hands over may be an object or a
            module; else only what a class makes, and all else must be values.
        layout: whether tensors keep the sender's strides.
        seconds: of the clock, to wait for the other end each time.

    Attributes:
        complaints: what things of this end raised when the other end called them.
    """

    def __init__(
        self,
        connection: socket.socket,
        *,
        names: Mapping[str, Any],
        objects: bool,
        layout: bool,
        seconds: float = LONGEST_WAIT,
    ):
        self.connection, self.seconds = connection, seconds
        self.objects, self.layout = objects, layout
        self.complaints: list[BaseException] = []
        self.registry = Registry(self, names)
        self.global_state = GlobalState()
        self.deep = 0  # calls of the other end that are not yet answered

    # Asking.

    def ask(
        self,
        operation: m.Operation,
        target: m.Name | m.Yours,
        args=(),
        kwargs=None,
        *,
        objects=False,
    ) -> Any:
        """Have the other end do something; serve its calls until the answer comes.

        Raises:
            Exception: what was raised there, as a built-in class.
            WireError: the other end has gone, or what it sends is no answer.
        """
        mutable = Arguments()
        writer = Writer(partial(self._argument, mutable), self.registry.refer)
        with _outside_graphs():
            shared = self.registry.hand_over(writer)
            positional = writer.many(args)
            named = (kwargs or {}).items()
            by_name = tuple((str(key), writer.write(value)) for key, value in named)
        leaves, inputs = [], None
        if torch.is_grad_enabled():
            found = self.registry.parameters()
            inputs = m.Inputs(tuple(mutable.leaves), tuple(place for place, _ in found))
            leaves = [*mutable.leaves.values(), *[value for _, value in found]]
        message = m.Request(
            do=operation,
            on=target,
            modes=self.global_state.read(),
            args=positional,
            kwargs=by_name,
            made=objects and operation == "call",
            inputs=inputs,
            **shared,
        )
        send(self.connection, message, writer.blobs, self.seconds)
        while True:
            reply, blobs = receive(self.connection, self.seconds)
            if isinstance(reply, m.Reply):
                return self._result(reply, blobs, mutable, objects, leaves)
            self.serve(reply, blobs)

    def _argument(
        self, mutable: Arguments, value: Any, writer: Writer
    ) -> m.Node | None:
        """Write what is numbered or referred to in an argument, None if plain."""
        if id(value) in mutable.numbers:
            return m.Same(mutable.numbers[id(value)])
        if isinstance(value, nn.Parameter) and (place := self.registry.place(value)):
            return place
        if isinstance(value, Tensor):
            number = mutable.add(value)
            role: m.Role = "data"
            if value.requires_grad:
                role = "leaf" if value.is_leaf else "graph"
                mutable.leaves[number] = value
            return m.At(number, role, writer.plain(value))
        if isinstance(value, torch.Generator):
            return m.At(mutable.add(value), "state", writer.plain(value.get_state()))
        if isinstance(value, (list, dict, set)):
            return m.At(mutable.add(value), "data", writer.plain(value))
        return None

    def _result(
        self,
        reply: m.Reply,
        blobs: memoryview,
        mutable: Arguments,
        objects: bool,
        leaves: list,
    ) -> Any:
        def other(node, reader):
            match node:
                case m.Same(number):
                    return mutable.values[number]
                case m.View(number):
                    return view_of(mutable.values[number], node)
                case m.Output(index):
                    return (mutable.outputs or [])[index]
            return self.registry.referred(node, reader, objects or self.objects)

        reader = Reader(blobs, other, strides=self.layout)
        with _senders_fault(), _outside_graphs():
            self.registry.take_over(reply, reader)
            for number, node in reply.changed:
                copy_back(mutable.values[number], reader.read(node))
            outputs = [reader.read(node) for node in reply.outputs]
        if outputs:
            with _senders_fault():
                if reply.graph is None:
                    raise WireError("expected the number of a graph, got none")
                link = Link(self, reply.graph)
                always = torch.zeros((), requires_grad=True)  # so that there is a graph
                mutable.outputs = RemoteNode.apply(link, outputs, always, *leaves)
        with _senders_fault():
            self.global_state.apply(reply.modes)
        if reply.error:
            raise as_exception(reply.error)
        with _senders_fault(), _outside_graphs():
            return reader.read(reply.result)

    # Serving.

    def serve(self, message: m.Request | m.Reply, blobs: memoryview) -> None:
        """Do what the other end asks, and send the result.

        Raises:
            WireError: it is no request, or one that can't be.
        """
        if not isinstance(message, m.Request) or self.deep >= DEEPEST:
            raise WireError(f"expected a request, at most {DEEPEST} within each other")
        self.deep += 1
        try:
            reply, parts = self._answer(message, blobs, Arguments())
            send(self.connection, reply, parts, self.seconds)
        finally:
            self.deep -= 1

    def _answer(
        self, message: m.Request, blobs: memoryview, mutable: Arguments
    ) -> tuple:
        """Do what is asked: (the reply, its bytes)."""
        args, kwargs, inputs = self._taken(message, blobs, mutable)
        special = partial(self._written, mutable, message.made)
        writer = Writer(special, self.registry.refer)
        if message.inputs is None:
            mutable.outputs = None
        error = result = graph = None
        outputs: tuple[m.Data, ...] = ()
        try:
            target = self.registry.target(message.on)
            found = OPERATIONS[message.do](target, *args, **kwargs)
            with _outside_graphs():
                result = writer.write(found)
                outputs = tuple(writer.tensor(x) for x in mutable.outputs or ())
        except WireError:
            raise
        except BaseException as raised:  # SystemExit and KeyboardInterrupt too
            self.complaints.append(raised)
            error, result, mutable.outputs = describe_error(raised), None, None
            writer = Writer(special, self.registry.refer)
        if outputs:
            graph = self.registry.number((inputs, mutable.outputs))
        modes = self.global_state.read()
        with _outside_graphs():
            shared = self.registry.hand_over(writer)
            changes = tuple((n, write_argument(x, writer)) for n, x in changed(mutable))
        reply = m.Reply(modes, result, error, outputs, graph, changes, **shared)
        return reply, writer.blobs

    def _taken(
        self, message: m.Request, blobs: memoryview, mutable: Arguments
    ) -> tuple:
        """Read a request: (arguments, those by name, what gradients are wanted of)."""

        def other(node, reader):
            match node:
                case m.At():
                    return read_argument(mutable, reader, node)
                case m.Same(number):
                    return mutable.values[number]
            return self.registry.referred(node, reader, self.objects)

        reader = Reader(blobs, other, strides=self.layout)
        with _senders_fault(), _outside_graphs():
            self.registry.take_over(message, reader)
            args = [reader.read(node) for node in message.args]
            kwargs = {name: reader.read(node) for name, node in message.kwargs}
            wanted = message.inputs or m.Inputs((), ())
            inputs: list[Tensor | None] = [mutable.leaves[n] for n in wanted.leaves]
            inputs += [self.registry.parameter(place) for place in wanted.places]
        with _senders_fault():
            self.global_state.apply(message.modes)
        return args, kwargs, inputs

    def take_for_a_value(self) -> None:
        """Refuse to: a check must not compare an object, nor ask whether it is true."""
        if not self.objects:
            raise NotPlain(f"expected plain values {VALUES}, got an object or function")

    def _written(
        self, mutable: Arguments, made: bool, value: Any, writer: Writer
    ) -> m.Node | None:
        """Write what is numbered or carries a gradient in a result, None if plain."""
        if made and type(value).__module__ == "__main__":
            return self.registry.refer(value, writer)  # even if it is a kind of list
        if id(value) in mutable.numbers:
            return m.Same(mutable.numbers[id(value)])
        if isinstance(value, nn.Parameter) and (place := self.registry.place(value)):
            return place
        if isinstance(value, Tensor):
            if value.requires_grad and mutable.outputs is not None:
                mutable.outputs.append(value)
                return m.Output(len(mutable.outputs) - 1)
            number = mutable.storages.get(address(value) or 0)
            if number is not None and value.dtype == mutable.values[number].dtype:
                start = value.storage_offset() - mutable.values[number].storage_offset()
                return m.View(number, tuple(value.shape), value.stride(), start)
        return None


@contextlib.contextmanager
def _outside_graphs() -> Iterator[None]:
    """Handle values without leaving a trace in anybody's graph."""
    with torch.inference_mode(False), torch.no_grad():
        yield


@contextlib.contextmanager
def _senders_fault() -> Iterator[None]:
    """Whatever goes wrong while reading a message is the sender's fault."""
    try:
        yield
    except Exception as error:
        raise WireError(f"not a message: {error}") from error
