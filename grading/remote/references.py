"""What stands at one end of the wire for a function or an object of the other end."""

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from .messages import Name, WireError, Yours

if TYPE_CHECKING:
    from .calls import Endpoint


class Link:
    """Keeps a thing of the other end alive while something here refers to it."""

    def __init__(self, endpoint: "Endpoint", ref: int):
        self.endpoint, self.ref = endpoint, ref
        self.shared: Any = None  # what is compared of it, if it is a module

    def __del__(self):
        self.endpoint.registry.dropped.append(self.ref)


class Remote:
    """A function or an object of the other end.

    Args:
        makes: calling it, or one of its methods, may give an object: it is a class.
    """

    def __init__(
        self,
        endpoint: "Endpoint",
        target: Name | Yours,
        link: Link | None = None,
        *,
        makes,
    ):
        self._endpoint, self._target, self._link = endpoint, target, link
        self._makes = makes

    def __call__(self, *args, **kwargs):
        return self._endpoint.ask(
            "call", self._target, args, kwargs, objects=self._makes
        )

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        found = self._endpoint.ask("get", self._target, (name,), objects=True)
        if isinstance(found, Remote):
            found._makes = self._makes
        return found

    def __len__(self):
        return _of(int, self._endpoint.ask("len", self._target))

    def __iter__(self):
        return iter(_of(list, self._endpoint.ask("iterate", self._target)))

    def __getitem__(self, key):
        return self._endpoint.ask("item", self._target, (key,))

    def __bool__(self):
        self._endpoint.take_for_a_value()
        return True

    def __eq__(self, other):
        self._endpoint.take_for_a_value()
        return self is other

    __hash__ = object.__hash__

    def __repr__(self):
        return "<an object of the other side>"


def _of(kind: type, found: Any) -> Any:
    if type(found) is not kind:
        raise WireError(f"expected {kind.__name__}, got {type(found).__name__}")
    return found


class RemoteNode(torch.autograd.Function):
    """The autograd node of a call: its backward runs at the other end."""

    @staticmethod
    def forward(ctx, link, outputs, *inputs):
        ctx.link = link
        ctx.shapes = [(value.shape, value.dtype) for value in inputs[1:]]
        ctx.set_materialize_grads(False)
        return tuple(outputs)

    @staticmethod
    def backward(ctx, *gradients):
        found = ctx.link.endpoint.ask("backward", Yours(ctx.link.ref), gradients)
        if type(found) is not list or len(found) != len(ctx.shapes):
            raise WireError(f"expected {len(ctx.shapes)} gradients, got {type(found)}")
        for value, (shape, dtype) in zip(found, ctx.shapes, strict=True):
            fits = isinstance(value, Tensor) and value.shape == shape
            if value is not None and not (fits and value.dtype == dtype):
                raise WireError(f"expected a gradient {tuple(shape)} of {dtype}")
        return None, None, None, *found


def backward(graph: tuple, *gradients: Tensor | None) -> list:
    """At the end that made them: gradients of outputs to gradients of inputs."""
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
