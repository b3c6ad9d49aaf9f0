"""Masks that say who may look where, and the loss they protect.

Axes: B captions, T caption tokens, S tokens looked at, V vocabulary.
Rows of a mask are queries, columns are keys. True means "may attend", as in
`torch.nn.functional.scaled_dot_product_attention`.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


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


def caption_loss(logits: Tensor, ids: Tensor, pad_id: int) -> Tensor:
    """Mean cross-entropy of the next word, over the real targets of the batch.

    Args:
        logits: (B, T, V); position t predicts token t + 1.
        ids: (B, T), from <start> to <eos>, then padding. <eos> is a target,
            <start> is none.
        pad_id: the id that is no target.

    Returns:
        A scalar in nats per word; a uniform guess costs ln V.
    """
    targets = ids[:, 1:].flatten()
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), targets, ignore_index=pad_id)


def leaks_future(model: nn.Module, ids: Tensor) -> bool:
    """True if an output changes when a later token does.

    Changes one token at a time, so a leak in a single place is found. The
    model is asked in eval mode (dropout would look like a leak) and each of
    its modules is put back into the mode it was in.

    Args:
        model: (B, T) ids -> (B, T, V).
        ids: (B, T), each below V; left as it is.
    """
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return _moves_earlier_output(model, ids)
    finally:
        for module, training in modes:
            module.training = training


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
