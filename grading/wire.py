"""Plain values as bytes, and back: the only things that pass between judge and box.

A frame is a JSON tree and the bytes of its tensors. Nothing is unpickled, and reading
a frame makes exact built-in types, tensors and numpy arrays of numbers, nothing else:
whatever the other side sends, it can't send behaviour. What is not plain (functions,
modules, objects) is written by the caller's `other`, as references (peer.py).
"""

import json
import math
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

HEADER = struct.Struct(">QQ")  # length of the tree, length of the bytes
LARGEST = 64 * 2**20  # bytes of a frame; the lessons' largest tensors are below 1 MB
DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex64,
        torch.complex128, torch.int64, torch.int32, torch.int16, torch.int8,
        torch.uint8, torch.bool,
    )
}  # fmt: skip
ITERATORS = (Iterator, type({}.keys()), type({}.values()), type({}.items()))


class WireError(BaseException):
    """The other side broke the protocol, or has gone.

    Not an Exception: a check that expects an answer to refuse something by raising
    must not take this for the refusal.
    """


class NotPlain(WireError):
    """The other side sent an object where only values may pass."""


def send(connection: socket.socket, tree: Any, blobs: list[bytes]) -> None:
    """Send one frame."""
    text = json.dumps(tree, separators=(",", ":")).encode()
    size = sum(map(len, blobs))
    if len(text) + size > LARGEST:
        raise ValueError(f"expected at most {LARGEST} bytes, got {len(text) + size}")
    try:
        connection.sendall(HEADER.pack(len(text), size) + text + b"".join(blobs))
    except OSError as error:
        raise WireError(f"the other side has gone: {error}") from None


def receive(connection: socket.socket) -> tuple[Any, memoryview]:
    """Wait for one frame: (tree, bytes)."""
    length, size = HEADER.unpack(_read(connection, HEADER.size))
    if length + size > LARGEST:
        raise WireError(f"expected at most {LARGEST} bytes, got {length + size}")
    text = _read(connection, length)
    try:
        return json.loads(bytes(text)), _read(connection, size)
    except (ValueError, RecursionError) as error:
        raise WireError(f"not a frame: {error}") from None


def _read(connection: socket.socket, count: int) -> memoryview:
    buffer = memoryview(bytearray(count))
    done = 0
    while done < count:
        try:
            got = connection.recv_into(buffer[done:])
        except OSError:
            got = 0
        if not got:
            raise WireError("the other side has gone")
        done += got
    return buffer


class Writer:
    """Turns values into a tree, and collects their bytes.

    Args:
        special: asked first of every value: special(value, writer) -> tree, or None
            to write it plainly.
        refer: writes what is not plain.
    """

    def __init__(self, special: Callable, refer: Callable):
        self.special, self.refer = special, refer
        self.blobs: list[bytes] = []
        self.size = 0

    def blob(self, data: bytes) -> list[int]:
        self.blobs.append(data)
        self.size += len(data)
        return [self.size - len(data), len(data)]

    def write(self, value: Any) -> Any:
        known = self.special(value, self)
        return self.plain(value) if known is None else known

    def many(self, values) -> list:
        return [self.write(value) for value in values]

    def plain(self, value: Any) -> Any:
        """The tree of a value; subclasses are sent as what they derive from."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, np.generic):
            return self.array(np.asarray(value), "scalar")
        if isinstance(value, np.ndarray):
            return self.array(value, "array")
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            return int.__add__(value, 0)
        if isinstance(value, float):
            return float.__add__(value, 0.0)
        if isinstance(value, complex):
            return ["complex", value.real, value.imag]
        if isinstance(value, (bytes, bytearray)):
            return ["bytes", self.blob(bytes(value))]
        if isinstance(value, torch.Tensor):
            return self.tensor(value)
        if isinstance(value, torch.Size):
            return ["size", *map(int, value)]
        if isinstance(value, torch.dtype):
            return ["dtype", str(value).removeprefix("torch.")]
        if isinstance(value, torch.device):
            return ["device", str(value)]
        if isinstance(value, range):
            return ["range", value.start, value.stop, value.step]
        if isinstance(value, slice):
            return ["slice", *self.many([value.start, value.stop, value.step])]
        if value is Ellipsis:
            return ["ellipsis"]
        for kind in (list, tuple, set, frozenset):
            if isinstance(value, kind):
                return [kind.__name__, *self.many(kind.__iter__(value))]
        if isinstance(value, dict):
            return ["dict", *[self.many(pair) for pair in dict.items(value)]]
        if isinstance(value, ITERATORS):
            return ["iterator", *self.many(value)]
        return self.refer(value, self)

    def array(self, value: np.ndarray, kind: str) -> list:
        if value.dtype.kind not in "biufc":
            raise TypeError(f"expected an array of numbers, got {value.dtype}")
        return [kind, value.dtype.str, list(value.shape), self.blob(value.tobytes())]

    def tensor(self, value: torch.Tensor) -> list:
        data = value.detach().resolve_conj().resolve_neg()
        name = str(data.dtype).removeprefix("torch.")
        if data.layout != torch.strided or name not in DTYPES or data.is_meta:
            raise TypeError(f"expected an ordinary tensor, got {data.layout} {name}")
        flat = data.cpu().reshape(-1).clone(memory_format=torch.contiguous_format)
        stride = list(data.stride())
        blob = self.blob(flat.view(torch.uint8).numpy().tobytes())
        return ["tensor", name, list(data.shape), stride, blob]


class Reader:
    """Turns a tree back into values.

    Args:
        blobs: the frame's bytes.
        other: reads what `plain` does not know: other(tree, reader) -> value.
        strides: lay tensors out as the sender had them (an answer may depend on it);
            otherwise rows follow one another.
    """

    def __init__(self, blobs: memoryview, other: Callable, *, strides: bool):
        self.blobs, self.other, self.strides = blobs, other, strides

    def read(self, tree: Any) -> Any:
        if not isinstance(tree, list):
            return tree
        if not tree or not isinstance(tree[0], str):
            raise WireError(f"expected [kind, ...], got {str(tree)[:50]}")
        try:
            return self.plain(*tree) if tree[0] in KINDS else self.other(tree, self)
        except (TypeError, ValueError, KeyError, IndexError, RuntimeError) as error:
            raise WireError(f"{tree[0]}: {error}") from error

    def plain(self, kind: str, *rest: Any) -> Any:
        if kind in BUILT:
            return BUILT[kind](self.read(item) for item in rest)
        if kind == "dict":
            return {self.read(key): self.read(value) for key, value in rest}
        if kind == "iterator":
            return iter([self.read(item) for item in rest])
        if kind == "slice":
            return slice(*[self.read(item) for item in rest])
        if kind in ("array", "scalar"):
            return self.array(kind, *rest)
        if kind == "tensor":
            return self.tensor(*rest)
        return {
            "complex": complex,
            "bytes": lambda place: bytes(self.blob(place)),
            "size": lambda *sizes: torch.Size([int(size) for size in sizes]),
            "dtype": lambda name: DTYPES[name],
            "device": lambda name: torch.device(name),
            "range": _short_range,
            "ellipsis": lambda: ...,
        }[kind](*rest)

    def blob(self, place: list[int]) -> memoryview:
        start, length = place
        if not 0 <= start <= start + length <= len(self.blobs):
            raise WireError(f"expected a place in {len(self.blobs)} bytes, got {place}")
        return self.blobs[start : start + length]

    def array(self, kind: str, dtype: str, shape: list[int], place: list[int]):
        wanted = np.dtype(dtype)
        if wanted.kind not in "biufc":
            raise WireError(f"expected numbers, got {dtype}")
        data = np.frombuffer(bytes(self.blob(place)), wanted).reshape(shape)
        if wanted.kind == "b":
            data = data.view(np.uint8) != 0
        return data.copy() if kind == "array" else data[()]

    def tensor(self, name: str, shape: list, stride: list, place: list) -> torch.Tensor:
        dtype, data = DTYPES[name], bytearray(self.blob(place))
        if any(type(size) is not int or size < 0 for size in shape):
            raise WireError(f"expected sizes, got {shape}")
        if math.prod(shape) * dtype.itemsize != len(data):
            raise WireError(f"expected {shape} of {name}, got {len(data)} bytes")
        if not data:
            return torch.empty(shape, dtype=dtype)
        value = torch.frombuffer(data, dtype=torch.uint8)
        value = value != 0 if dtype == torch.bool else value.view(dtype)
        value = value.reshape(shape)
        return _laid_out(value, stride) if self.strides else value


def _short_range(*ends: int) -> range:
    found = range(*ends)
    if len(found) > LARGEST:
        raise WireError(f"expected at most {LARGEST} numbers, got {len(found)}")
    return found


def _laid_out(value: torch.Tensor, stride: list[int]) -> torch.Tensor:
    """The same numbers with these strides, if that is a permutation or expansion."""
    if list(value.stride()) == stride:
        return value
    single = [slice(0, 1) if step == 0 else slice(None) for step in stride]
    core = value[tuple(single)]
    order = sorted(range(core.dim()), key=lambda axis: -stride[axis])
    packed = core.permute(order).contiguous()
    return packed.permute([order.index(a) for a in range(core.dim())]).expand_as(value)


BUILT = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
KINDS = {
    *BUILT, "dict", "iterator", "slice", "array", "scalar", "tensor", "complex",
    "bytes", "size", "dtype", "device", "range", "ellipsis",
}  # fmt: skip
