"""Boolean attention masks: causal, of padding, and a test that no future leaks.

Axes: B captions, T caption tokens, S tokens attended to, V vocabulary.
Rows of a mask are queries, columns are keys. True means "may attend", as in
`torch.nn.functional.scaled_dot_product_attention`.
"""

__lesson__ = "04"

import torch
from torch import Tensor, nn

from .modes import evaluating


def causal_mask(length: int, *, device: torch.device | str | None = None) -> Tensor:
    """(T, T) boolean; entry [i, j] is True when query i may see key j, so j <= i."""
    step = torch.arange(length, device=device)
    return step[:, None] >= step


def padding_mask(ids: Tensor, pad_id: int) -> Tensor:
    """Mark the real tokens: (B, T) ids -> (B, T) boolean, False on padding."""
    return ids.ne(pad_id)


def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """Join (T, T) and (B, T) into the (B, 1, T, T) that attention takes.

    Padding hides keys. A padded query keeps its view of the real tokens: its
    output is never read, and an empty row would be one more special case.
    """
    _require_boolean("causal", causal)
    _require_boolean("padding", padding)
    return torch.logical_and(causal, padding[:, None, None])


def masked_softmax(scores: Tensor, allowed: Tensor) -> Tensor:
    """Softmax over the allowed entries of the last axis: (..., T, S) -> same.

    Args:
        scores: floating point, any size of number.
        allowed: boolean, broadcasts to scores; True = may attend.

    Returns:
        Weights that are 0 where hidden. Each row sums to 1, or to 0 if it may
        see nothing; such a row has a gradient of 0, not NaN.

    Raises:
        TypeError: allowed is not boolean.
    """
    _require_boolean("allowed", allowed)
    # The lowest finite number instead of -inf: a row of -inf alone has no softmax,
    # and its NaN would have to be cleaned out of the value and the gradient.
    lowest = torch.finfo(scores.dtype).min
    weights = scores.masked_fill(~allowed, lowest).softmax(-1)
    return weights.masked_fill(~allowed, 0)


def to_torch_mha_mask(allowed: Tensor) -> Tensor:
    """Turn True = may attend into True = hidden, as `nn.MultiheadAttention` reads it.

    Returns a new tensor of the same shape.

    Raises:
        TypeError: allowed is not boolean.
    """
    _require_boolean("allowed", allowed)
    return allowed.logical_not()


def leaks_future(model: nn.Module, ids: Tensor) -> bool:
    """True if an output changes when a later token does.

    Changes one token at a time, so a leak in a single place is found. The
    model is asked in eval mode (dropout would look like a leak) and each of
    its modules is put back into the mode it was in.

    Args:
        model: (B, T) ids -> (B, T, V).
        ids: (B, T), each below V; left as it is.
    """
    with evaluating(model):
        return _moves_earlier_output(model, ids)


def _moves_earlier_output(model: nn.Module, ids: Tensor) -> bool:
    before = model(ids)
    vocab_size = before.shape[-1]
    for position in range(1, ids.shape[1]):
        changed = ids.clone()
        changed[:, position] = (ids[:, position] + 1) % vocab_size
        after = model(changed)[:, :position]
        if not torch.allclose(
            after, before[:, :position], rtol=1e-4, atol=1e-5, equal_nan=True
        ):
            return True
    return False


def _require_boolean(name: str, mask: Tensor) -> None:
    if mask.dtype != torch.bool:
        raise TypeError(
            f"{name} must be boolean (True = may attend), got {mask.dtype}; "
            "for a 0/1 mask pass mask.bool()"
        )
