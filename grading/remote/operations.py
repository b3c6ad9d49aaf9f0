"""What one end may ask the other to do with a thing of its own."""

import copy
from collections.abc import Callable
from functools import partial
from typing import Any

from torch import nn
from torch.optim import Optimizer

from .modules import call_optimizer
from .references import backward


def get(thing: Any, name: str) -> Any:
    """A public attribute of an object; of functions and modules nothing is given."""
    closed = isinstance(thing, (nn.Module, Optimizer)) or hasattr(thing, "__code__")
    if closed or not isinstance(name, str) or name.startswith("_"):
        raise AttributeError(f"{type(thing).__name__} has no attribute {name!r} here")
    return getattr(thing, name)


OPERATIONS: dict[str, Callable] = {
    "call": lambda thing, *args, **kwargs: thing(*args, **kwargs),
    "get": get,
    "len": lambda thing: len(thing),
    "iterate": lambda thing: list(thing),
    "item": lambda thing, key: thing[key],
    "clone": copy.deepcopy,
    "backward": backward,
    "step": partial(call_optimizer, "step"),
    "zero_grad": partial(call_optimizer, "zero_grad"),
}
