"""What every encoder and every decoder of the course offers, so that any two fit.

Axes: B pictures, R = K * B captions (K of each picture, side by side), T caption
tokens, N image tokens in reading order, D their width, V vocabulary, L layers.

These are protocols: a class that has the attributes and calls fits, and inherits
nothing from here. Each is a torch.nn.Module as well.
"""

__lesson__ = "00"

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, Self, TypeVar

import torch
from torch import Tensor, nn


class Module(Protocol):
    """The part of torch.nn.Module that encoders and decoders are used by."""

    training: bool

    def parameters(self) -> Iterator[nn.Parameter]: ...
    def modules(self) -> Iterator[nn.Module]: ...
    def state_dict(self) -> dict[str, Any]: ...
    def train(self, mode: bool = True) -> Self: ...
    def eval(self) -> Self: ...
    def to(self, device: torch.device) -> Self: ...


class Encoder(Module, Protocol):
    """A network that turns pictures into memories, one token a place.

    `config` rebuilds one of the same shape, with weights yet to be loaded:
    `make_encoder(**encoder.config, pretrained=False)`, which sets it.
    """

    config: dict[str, Any]

    @property
    def image_size(self) -> int:
        """H = W of the pictures, in pixels."""

    @property
    def mean(self) -> Sequence[float]:
        """Three numbers to subtract from pixels in [0, 1], one a colour."""

    @property
    def std(self) -> Sequence[float]:
        """Three numbers to divide by afterwards."""

    @property
    def grid(self) -> tuple[int, int]:
        """Tokens down and across; N is their product."""

    @property
    def memory_width(self) -> int:
        """D."""

    def __call__(self, images: Tensor) -> Tensor:
        """Normalised images (B, 3, H, W) -> memory (B, N, D).

        Networks differ a hundredfold in the scale of their features, so each token
        leaves with mean 0 and variance 1: a decoder then learns as well from one as
        from another.
        """


class DecoderState(Protocol):
    """What decoding word by word keeps between two steps, of R captions."""

    def select_captions(self, rows: Tensor) -> Self:
        """Caption r goes on from caption rows[r] (R,) of the same picture."""

    def select_pictures(self, pictures: Tensor) -> Self:
        """Go on with these pictures alone, indices (B',), and all captions of each."""


State = TypeVar("State", bound=DecoderState)


class Decoder(Module, Protocol[State]):
    """A network that predicts each next word from those before it and the memory."""

    @property
    def max_length(self) -> int:
        """The most tokens a caption may have, `<start>` included."""

    def __call__(
        self, ids: Tensor, memory: Tensor, *, need_weights: bool = True
    ) -> tuple[Tensor, Tensor | None]:
        """All words at once: ids (R, T), memory (B, N, D) -> logits (R, T, V), weights.

        The attention weights on the memory are (L, R, heads, T, N), or (R, T, N) with
        one layer of one head; None without `need_weights`.
        """

    def start(self, memory: Tensor, captions: int = 1) -> State:
        """The state before the first word, for `captions` of each picture."""

    def step(self, ids: Tensor, state: State) -> tuple[Tensor, State]:
        """One more word each: ids (R,) -> logits (R, V) of the word after it."""
