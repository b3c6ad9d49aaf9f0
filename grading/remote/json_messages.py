"""Messages (messages.py) as json reads and writes them.

`parse` takes nothing on trust. It is driven by the records' own annotations, so a field
is described once, in messages.py.
"""

import dataclasses
from collections.abc import Callable
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from .messages import Count, Node, Reply, Request, Value, WireError

DEEPEST = 100  # nodes within nodes
LARGEST_COUNT = 2**63 - 1
PLAIN = {type(None), bool, int, float, str}
KINDS = {kind.__name__.lower(): kind for kind in Node.__subclasses__()}
TAGS = {kind: name for name, kind in KINDS.items()}


def encode(value: Any) -> Any:
    """A record, or a tuple of them, as json writes it."""
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    if isinstance(value, (Request, Reply)):
        found = [(f.name, getattr(value, f.name), f) for f in dataclasses.fields(value)]
        return {name: encode(now) for name, now, f in found if now is not f.default}
    kind: type = type(value)
    tag: list[str] = [TAGS[kind]] if issubclass(kind, Node) else []
    return [*tag, *[encode(getattr(value, name)) for name in _fields(kind)]]


def parse(found: Any) -> Request | Reply:
    """The message that json has read.

    Raises:
        WireError: it is none, or one of its fields is not what messages.py says.
    """
    if type(found) is not dict:
        raise _refusal("a message", found)
    kind = Request if "do" in found else Reply
    readers = _fields(kind)
    needed = {f.name for f in dataclasses.fields(kind) if _is_needed(f)}
    if not needed <= found.keys() <= readers.keys():
        raise _refusal(f"the fields of a {kind.__name__}", list(found))
    return kind(**{name: readers[name](now, 0) for name, now in found.items()})


@cache
def _fields(kind: type) -> dict[str, Callable]:
    """What reads the fields of a record: {name: reader(found, how deep it lies)}."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: _reader(form) for name, form in hints.items()}


def _is_needed(field: dataclasses.Field) -> bool:
    return field.default is dataclasses.MISSING


def _reader(form: Any) -> Callable[[Any, int], Any]:
    """What reads a value of an annotated type."""
    if form == Value:
        return _value
    if form == Count:
        return _count
    origin, inner = get_origin(form), get_args(form)
    if origin is Literal:
        return lambda found, _: _checked(
            type(found) is str and found in inner, form, found
        )
    if origin is tuple:
        return _row(inner)
    if origin in (Union, UnionType):
        return _either(inner)
    if issubclass(form, Node):
        return _either((form,))
    if isinstance(form, type) and dataclasses.is_dataclass(form):
        return lambda found, deep: _record(form, found, deep)
    return lambda found, _: _checked(type(found) is form, form.__name__, found)


def _row(forms: tuple) -> Callable:
    """Reads tuple[form, ...], or a tuple of so many forms."""
    readers = [_reader(form) for form in forms if form is not ...]

    def read(found: Any, deep: int) -> tuple:
        _checked(type(found) is list, "a list", found)
        if ... in forms:
            return tuple(readers[0](item, deep) for item in found)
        _checked(len(found) == len(forms), f"{len(forms)} fields", found)
        return tuple(
            reader(item, deep) for reader, item in zip(readers, found, strict=True)
        )

    return read


def _either(forms: tuple) -> Callable:
    """Reads some kinds of node, or None, or one other form or None."""
    nodes = tuple(form for form in forms if isinstance(form, type))
    nodes = tuple(form for form in nodes if issubclass(form, Node))
    others = [form for form in forms if form is not type(None) and form not in nodes]
    names = " or ".join(getattr(form, "__name__", str(form)) for form in forms)

    def read(found: Any, deep: int) -> Any:
        if found is None and type(None) in forms:
            return None
        if others:
            return _reader(others[0])(found, deep)
        value = _value(found, deep)
        return _checked(isinstance(value, nodes), names, value)

    return read


def _value(found: Any, deep: int) -> Any:
    """Read a node, or what stands for itself."""
    if type(found) in PLAIN:
        return found
    _checked(deep < DEEPEST, f"values nested at most {DEEPEST} deep", "more")
    known = type(found) is list and found and type(found[0]) is str
    _checked(bool(known and found[0] in KINDS), "[kind, ...]", found)
    return _record(KINDS[found[0]], found[1:], deep + 1)


def _record(kind: type, found: Any, deep: int) -> Any:
    readers = _fields(kind).values()
    fits = type(found) is list and len(found) == len(readers)
    _checked(fits, f"the {len(readers)} fields of a {kind.__name__}", found)
    return kind(
        *[reader(item, deep) for reader, item in zip(readers, found, strict=True)]
    )


def _count(found: Any, _: int) -> int:
    fits = type(found) is int and 0 <= found <= LARGEST_COUNT
    return _checked(fits, "a number from 0", found)


def _checked(fits: bool, wanted: Any, found: Any) -> Any:
    if not fits:
        raise _refusal(wanted, found)
    return found


def _refusal(wanted: Any, found: Any) -> WireError:
    return WireError(f"not a message: expected {wanted}, got {_short(found)}")


def _short(found: Any) -> str:
    """The beginning of what was found; a large one is not written out for that."""
    if isinstance(found, (list, dict)):
        return f"a {type(found).__name__} of {len(found)}"
    if isinstance(found, Node):
        return type(found).__name__
    return repr(found[:50] if isinstance(found, str) else found)[:60]
