"""What passes between judge and box: every message, and every kind of value in it.

A message is a `Request` or a `Reply`, written in JSON as {field: value}. Values in it
are nodes: None, a truth value, a number or a text stand for themselves, all else is a
record below, written as [kind, field, field, ...]. Numbers of tensors and arrays lie
outside, in the bytes of the frame (values.py), where a `Blob` finds them.

What is not exactly one of these records, with fields of exactly these types, is a
WireError (json_messages.py). What a record does is said where it is made.
"""

from dataclasses import dataclass
from typing import Annotated, Literal


class WireError(BaseException):
    """The other side broke the protocol.

    Not an Exception: a check that expects an answer to refuse something by raising
    must not take this for the refusal.
    """


class Gone(WireError):
    """The other side has closed the wire, or is silent for too long."""


class NotPlain(WireError):
    """The other side sent an object where only values may pass."""


Count = Annotated[int, "0 to 2**63 - 1"]
Seed = Count | None  # None if the generator has not been used
Side = Literal["mine", "yours"]  # as the sender sees it
Role = Literal["data", "leaf", "graph", "state"]
Built = Literal[
    "list", "tuple", "set", "frozenset", "iterator", "slice", "range", "ellipsis",
    "complex", "size",
]  # fmt: skip
Operation = Literal[
    "call", "get", "len", "iterate", "item", "clone", "backward", "step", "zero_grad"
]


class Node:
    """What all records are that may stand for a value."""


Value = Node | None | bool | int | float | str


@dataclass(frozen=True)
class Blob:
    """A place in the bytes of the frame; no node, as all records that are not Node."""

    start: Count  # the first byte, counted from 0
    length: Count  # bytes


# Values, rebuilt by the receiver.


@dataclass(frozen=True)
class Bytes(Node):
    """A bytes object."""

    blob: Blob  # where they are


@dataclass(frozen=True)
class Dtype(Node):
    """A torch.dtype."""

    name: str  # as in torch.NAME; one of wire.DTYPES


@dataclass(frozen=True)
class Device(Node):
    """A torch.device."""

    name: str  # "cpu", say


@dataclass(frozen=True)
class Many(Node):
    """What is made of a row of values: a list, or a slice of start, stop and step."""

    kind: Built  # what it is
    items: tuple[Value, ...]  # what it is made of


@dataclass(frozen=True)
class Table(Node):
    """A dictionary."""

    pairs: tuple[tuple[Value, Value], ...]  # its keys and values, in order


@dataclass(frozen=True)
class Array(Node):
    """A numpy array, or one number of numpy's."""

    scalar: bool  # whether it is one number, not an array
    dtype: str  # numpy's short form: "<f4", say
    shape: tuple[Count, ...]  # one number an axis
    blob: Blob  # its numbers, row by row


@dataclass(frozen=True)
class Data(Node):
    """A tensor's numbers, and how its sender has laid them out."""

    dtype: str  # one of wire.DTYPES
    shape: tuple[Count, ...]  # one number an axis
    stride: tuple[Count, ...]  # steps in memory, one an axis
    blob: Blob  # its numbers, row by row


# References to the mutable values of one call (arguments.py).


@dataclass(frozen=True)
class At(Node):
    """An argument that the callee may change: in requests."""

    number: Count  # what both call it, for this call
    role: Role  # "leaf" and "graph" collect a gradient, a "state" is a generator's
    value: Value  # what it is like now


@dataclass(frozen=True)
class Same(Node):
    """An argument once more."""

    number: Count  # the argument's


@dataclass(frozen=True)
class View(Node):
    """A tensor within an argument's memory: in replies."""

    number: Count  # the argument's
    shape: tuple[Count, ...]  # one number an axis
    stride: tuple[Count, ...]  # steps in memory, one an axis
    start: Count  # elements from the argument's first one


@dataclass(frozen=True)
class Output(Node):
    """A result that carries a gradient: in replies."""

    index: Count  # its place among the reply's outputs


# References to what stays where it was made (calls.py, modules.py).


@dataclass(frozen=True)
class Place(Node):
    """A parameter or a buffer of a shared module."""

    side: Side  # whose module it is
    ref: Count  # the module's number there
    index: Count  # its place in Shared.places


@dataclass(frozen=True)
class Name(Node):
    """What the receiver has under a name: sent by the judge only."""

    name: str  # the name


@dataclass(frozen=True)
class Yours(Node):
    """A thing of the receiver's, which it has told the sender of."""

    ref: Count  # the number it gave it
    part: Count = 0  # of a module: which of its modules(), 0 for itself


@dataclass(frozen=True)
class Object(Node):
    """A function or an object of the sender's."""

    ref: Count  # the number by which it can be called
    kind: str  # the name of its class, for messages


@dataclass(frozen=True)
class State:
    """A parameter or a buffer as it is now."""

    data: Data  # its numbers
    requires_grad: bool  # whether it collects a gradient
    gradient: Data | None  # its gradient, if it has one


@dataclass(frozen=True)
class Part:
    """One of the submodules of a module."""

    training: bool  # its mode
    row: bool  # whether it can be indexed: a Sequential or ModuleList
    children: tuple[tuple[str, Count | None], ...]  # name, place among the parts
    parameters: tuple[tuple[str, Count | None], ...]  # name, place among the tensors
    buffers: tuple[tuple[str, Count | None, bool], ...]  # and whether it is saved


@dataclass(frozen=True)
class Module(Node):
    """A module of the sender's, told of for the first time or again."""

    ref: Count  # the number by which it can be called
    parts: tuple[Part, ...]  # its modules(), itself first
    tensors: tuple[State, ...]  # its distinct parameters and buffers


@dataclass(frozen=True)
class Group:
    """One parameter group of an optimizer."""

    parameters: tuple[Place, ...]  # those that the receiver knows
    settings: Value  # the rest, a dictionary: the learning rate, say


@dataclass(frozen=True)
class Optimizer(Node):
    """An optimizer of the sender's."""

    ref: Count  # the number by which it can be stepped
    groups: tuple[Group, ...]  # its parameter groups


# The messages.


@dataclass(frozen=True)
class Modes:
    """The global modes and generators that go with control (global_state.py)."""

    gradients: bool  # torch.is_grad_enabled()
    dtype: str  # the default dtype
    seeds: tuple[Seed, Seed, Seed]  # of torch, random and numpy


@dataclass(frozen=True)
class Change:
    """What has changed in a shared module since the last message."""

    side: Side  # whose module it is
    ref: Count  # the module's number there
    tensors: tuple[tuple[Count, State], ...]  # place in Shared.places, its state
    modes: tuple[bool, ...]  # `training` of all its modules()


@dataclass(frozen=True)
class Inputs:
    """What a call's results may depend on, if gradients are wanted."""

    leaves: tuple[Count, ...]  # numbers of arguments
    places: tuple[Place, ...]  # parameters


@dataclass(frozen=True)
class Failure:
    """What a call raised."""

    name: str  # the built-in class it derives from
    text: str  # what it says
    where: str  # the line of the answer, or ""


@dataclass(frozen=True)
class Request:
    """Do something, and reply."""

    do: Operation  # what
    on: Yours | Name  # with what
    modes: Modes  # as they are before
    args: tuple[Value, ...] = ()  # the arguments by position
    kwargs: tuple[tuple[str, Value], ...] = ()  # and by name
    made: bool = False  # whether a class is called: what it makes stays where it is
    inputs: Inputs | None = None  # None if no gradient is wanted
    modules: tuple[Change, ...] = ()  # what is new in shared modules
    drop: tuple[Count, ...] = ()  # the receiver's things that the sender has no use for


@dataclass(frozen=True)
class Reply:
    """It was done, or failed."""

    modes: Modes  # as they are after
    result: Value = None  # what came out
    error: Failure | None = None  # what was raised in its place
    outputs: tuple[Data, ...] = ()  # results that carry a gradient
    graph: Count | None = None  # the number by which to go backward from them
    changed: tuple[tuple[Count, Value], ...] = ()  # arguments, as they are now
    modules: tuple[Change, ...] = ()  # what is new in shared modules
    drop: tuple[Count, ...] = ()  # the receiver's things that the sender has no use for
