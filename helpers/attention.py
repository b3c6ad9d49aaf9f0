"""Multi-head attention on PyTorch's fused kernel, with weights only when asked for.

Axes: B batch, T queries, S keys, N image tokens, D width, d = D / heads.
A mask is boolean and True means "may attend".
"""

__lesson__ = "02"

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class MultiHeadAttention(nn.Module):
    """Attention of several heads, each on its own slice of the width.

    Args:
        width: D, of queries and of the output.
        heads: divides D; head h owns the slice [h * d, (h + 1) * d).
        memory_width: of keys and values, D unless given.

    Raises:
        ValueError: heads does not divide width.
        TypeError: forward receives a mask that is not boolean.

    Source: Vaswani et al. 2017, section 3.2 (arXiv:1706.03762).
    """

    def __init__(self, *, width: int, heads: int, memory_width: int | None = None):
        super().__init__()
        if width % heads:
            raise ValueError(
                f"expected heads that divide the width {width}, got {heads}; "
                "every head takes an equal slice"
            )
        memory_width = memory_width or width
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(memory_width, width)
        self.value = nn.Linear(memory_width, width)
        self.out = nn.Linear(width, width)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        allowed: Tensor | None = None,
        *,
        need_weights: bool = True,
    ) -> tuple[Tensor, Tensor | None]:
        """(B, T, D), (B, S, ...), (B, S, ...) -> (B, T, D), weights (B, heads, T, S).

        `allowed` is boolean and broadcasts to (B, heads, T, S). A query that may see
        nothing gets zeros. Without `need_weights` the weights are None.
        """
        keys, values = self.project(key, value)
        return self.attend(query, keys, values, allowed, need_weights=need_weights)

    def project(self, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values in heads, (B, heads, S, d) each: what a cache keeps."""
        return self._split(self.key(key)), self._split(self.value(value))

    def attend(
        self,
        query: Tensor,
        keys: Tensor,
        values: Tensor,
        allowed: Tensor | None = None,
        *,
        need_weights: bool = True,
    ) -> tuple[Tensor, Tensor | None]:
        """As forward, on keys and values that `project` made."""
        if allowed is not None and allowed.dtype != torch.bool:
            raise TypeError(
                f"allowed must be boolean (True = may attend), got {allowed.dtype}; "
                "for a 0/1 mask pass mask.bool()"
            )
        queries = self._split(self.query(query))
        if need_weights:
            mixed, weights = _attend_with_weights(queries, keys, values, allowed)
        else:
            weights = None
            mixed = F.scaled_dot_product_attention(queries, keys, values, allowed)
        return self.out(mixed.transpose(1, 2).flatten(2)), weights

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, heads, S, d)


def _attend_with_weights(
    queries: Tensor, keys: Tensor, values: Tensor, allowed: Tensor | None
) -> tuple[Tensor, Tensor]:
    """What the fused kernel computes, with its weights."""
    scores = queries @ keys.transpose(-1, -2) / queries.shape[-1] ** 0.5
    if allowed is not None:
        # the lowest number, not -inf, whose softmax is NaN in a row that sees nothing
        scores = scores.masked_fill(~allowed, torch.finfo(scores.dtype).min)
    weights = scores.softmax(-1)
    if allowed is not None:
        weights = weights.masked_fill(~allowed, 0.0)
    return weights @ values, weights
