"""Plain values as bytes, and back: the only things that pass between judge and box.

Nothing is unpickled, and reading makes exact built-in types, tensors and numpy arrays
of numbers, nothing else: whatever the other side sends, it can't send behaviour. What
is not plain (functions, modules, objects) goes as a reference (registry.py).
"""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import torch

from . import messages as m
from .json_messages import DEEPEST
from .messages import WireError

LARGEST = 64 * 2**20  # bytes of a frame; the lessons' largest tensors are below 1 MB
LONGEST_RANGE = 2**20  # numbers; the lessons' longest are below 1,000
LONGEST_INT = 10_000  # bits: JSON's numbers may have 4,300 digits in Python
MOST_AXES = 64  # as numpy has
DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex64,
        torch.complex128, torch.int64, torch.int32, torch.int16, torch.int8,
        torch.uint8, torch.bool,
    )
}  # fmt: skip
ITERATORS: tuple[type, ...] = (
    Iterator,
    type({}.keys()),
    type({}.values()),
    type({}.items()),
)


class Writer:
    """Turns values into nodes, and collects their bytes.

    Args:
        special: asked first of every value: special(value, writer) -> node, or
            None to write it plainly.
        refer: writes what is not plain: refer(value, writer) -> node.
    """

    def __init__(self, special: Callable, refer: Callable):
        self.special, self.refer = special, refer
        self.blobs: list[bytes] = []
        self.size = self.deep = 0

    def blob(self, data: bytes) -> m.Blob:
        self.blobs.append(data)
        self.size += len(data)
        if self.size > LARGEST:
            raise ValueError(f"expected at most {LARGEST} bytes, got more")
        return m.Blob(self.size - len(data), len(data))

    def write(self, value: Any) -> m.Value:
        known = self.special(value, self)
        return self.plain(value) if known is None else known

    def many(self, values: Iterable) -> tuple[m.Value, ...]:
        self.deep += 1
        if self.deep > DEEPEST:
            raise ValueError(f"expected values nested at most {DEEPEST} deep, got more")
        try:
            return tuple(self.write(value) for value in values)
        finally:
            self.deep -= 1

    def plain(self, value: Any) -> m.Value:
        """The node of a value; subclasses are sent as what they derive from."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, np.generic) and not isinstance(value, (str, bytes)):
            return self.array(np.asarray(value), scalar=True)
        if isinstance(value, np.ndarray):
            return self.array(value, scalar=False)
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            if int.bit_length(value) > LONGEST_INT:
                raise ValueError(f"expected at most {LONGEST_INT} bits, got more")
            return int.__add__(value, 0)
        if isinstance(value, float):
            return float.__add__(value, 0.0)
        if isinstance(value, (bytes, bytearray)):
            return m.Bytes(self.blob(bytes(value)))
        if isinstance(value, torch.Tensor):
            return self.tensor(value)
        if isinstance(value, torch.dtype):
            return m.Dtype(str(value).removeprefix("torch."))
        if isinstance(value, torch.device):
            return m.Device(str(value))
        if isinstance(value, dict):
            rows = [self.many(pair) for pair in dict.items(value)]
            return m.Table(tuple((key, now) for key, now in rows))
        for kind, (types, parts) in PARTS.items():
            if isinstance(value, types):
                return m.Many(kind, self.many(parts(value)))
        return self.refer(value, self)

    def array(self, value: np.ndarray, *, scalar: bool) -> m.Array:
        if value.dtype.kind not in "biufc":
            raise TypeError(f"expected an array of numbers, got {value.dtype}")
        blob = self.blob(value.tobytes())
        return m.Array(scalar, value.dtype.str, tuple(value.shape), blob)

    def tensor(self, value: torch.Tensor) -> m.Data:
        data = value.detach().resolve_conj().resolve_neg()
        name = str(data.dtype).removeprefix("torch.")
        if data.layout != torch.strided or name not in DTYPES or data.is_meta:
            raise TypeError(f"expected an ordinary tensor, got {data.layout} {name}")
        if data.numel() * data.element_size() > LARGEST:
            raise ValueError(f"expected at most {LARGEST} bytes, got {data.shape}")
        flat = data.cpu().reshape(-1).clone(memory_format=torch.contiguous_format)
        blob = self.blob(flat.view(torch.uint8).numpy().tobytes())
        return m.Data(name, tuple(data.shape), tuple(data.stride()), blob)


class Reader:
    """Turns nodes back into values.

    Args:
        blobs: the frame's bytes.
        other: reads references: other(node, reader) -> value.
        strides: lay tensors out as the sender had them (an answer may depend on it);
            otherwise rows follow one another.
    """

    def __init__(self, blobs: memoryview, other: Callable, *, strides: bool):
        self.blobs, self.other, self.strides = blobs, other, strides
        self.left = LARGEST  # bytes: one place may be read again and again

    def read(self, node: m.Value) -> Any:
        """The value of a node.

        Raises:
            WireError: there is no such value.
        """
        if not isinstance(node, m.Node):
            return node
        try:
            return self.plain(node)
        except Exception as error:
            raise WireError(f"{type(node).__name__}: {error}") from error

    def plain(self, node: m.Node) -> Any:
        match node:
            case m.Many(kind, items):
                return BUILT[kind]([self.read(item) for item in items])
            case m.Table(pairs):
                return {self.read(key): self.read(value) for key, value in pairs}
            case m.Array():
                return self.array(node)
            case m.Data():
                return self.tensor(node)
            case m.Bytes(blob):
                return bytes(self.blob(blob))
            case m.Dtype(name):
                return DTYPES[name]
            case m.Device(name):
                return torch.device(name)
        return self.other(node, self)

    def blob(self, place: m.Blob) -> memoryview:
        self.left -= place.length
        if self.left < 0:
            raise WireError(f"expected at most {LARGEST} bytes, got more")
        end = place.start + place.length
        if end > len(self.blobs):
            raise WireError(f"expected a place in {len(self.blobs)} bytes, got {place}")
        return self.blobs[place.start : end]

    def array(self, node: m.Array) -> Any:
        wanted = np.dtype(node.dtype[:4])
        if wanted.kind not in "biufc" or wanted.str != node.dtype:
            raise WireError(f"expected numbers, got {node.dtype[:20]!r}")
        data = np.frombuffer(bytes(self.blob(node.blob)), wanted).reshape(node.shape)
        if wanted.kind == "b":
            data = data.view(np.uint8) != 0
        return data.reshape(())[()] if node.scalar else data.copy()

    def tensor(self, node: m.Data) -> torch.Tensor:
        dtype, shape, data = DTYPES[node.dtype], node.shape, bytearray()
        if not len(shape) == len(node.stride) <= MOST_AXES:
            raise WireError(f"expected strides for {len(shape)} axes")
        if math.prod(shape) * dtype.itemsize != node.blob.length:
            raise WireError(f"expected {shape} of {node.dtype}, got {node.blob}")
        data += self.blob(node.blob)
        if not data:
            return torch.empty(shape, dtype=dtype)
        value = torch.frombuffer(data, dtype=torch.uint8)
        value = value != 0 if dtype == torch.bool else value.view(dtype)
        value = value.reshape(shape)
        return _laid_out(value, node.stride) if self.strides else value


def _short_range(ends: list[int]) -> range:
    if len(range(*ends)) > LONGEST_RANGE:
        raise WireError(f"expected at most {LONGEST_RANGE} numbers, got more")
    return range(*ends)


def _laid_out(value: torch.Tensor, stride: tuple[int, ...]) -> torch.Tensor:
    """The same numbers with these strides, if that is a permutation or expansion."""
    if value.stride() == stride:
        return value
    single = [slice(0, 1) if step == 0 else slice(None) for step in stride]
    core = value[tuple(single)]
    order = sorted(range(core.dim()), key=lambda axis: -stride[axis])
    packed = core.permute(order).contiguous()
    return packed.permute([order.index(a) for a in range(core.dim())]).expand_as(value)


def _ends(value: range | slice) -> list:
    return [value.start, value.stop, value.step]


# {kind of Many: (types, its values)}; a subclass before what it derives from.
PARTS: dict[m.Built, tuple[Any, Callable]] = {
    "complex": (complex, lambda value: [value.real, value.imag]),
    "size": (torch.Size, lambda value: map(int, value)),
    "range": (range, _ends),
    "slice": (slice, _ends),
    "ellipsis": (type(...), lambda _: []),
    "list": (list, list.__iter__),
    "tuple": (tuple, tuple.__iter__),
    "set": (set, set.__iter__),
    "frozenset": (frozenset, frozenset.__iter__),
    "iterator": (ITERATORS, lambda value: value),
}
BUILT: dict[str, Callable[[list], Any]] = {
    "complex": lambda parts: complex(*parts),
    "size": torch.Size,
    "range": _short_range,
    "slice": lambda parts: slice(*parts),
    "ellipsis": lambda _: ...,
    **{k.__name__: k for k in (list, tuple, set, frozenset)},
    "iterator": iter,
}
