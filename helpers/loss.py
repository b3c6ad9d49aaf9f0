"""The losses of a captioner, cross-entropy of the next word, and how training asks.

Axes: B pictures, R captions, T words of the longest, V vocabulary.
"""

__lesson__ = "04"

from typing import Any, Protocol

import torch.nn.functional as F
from torch import Tensor, nn

from .tokens import PAD


def caption_loss(logits: Tensor, ids: Tensor, pad_id: int) -> Tensor:
    """Mean cross-entropy of the next word, over the real targets of the batch.

    Args:
        logits: (R, T, V); position t predicts token t + 1.
        ids: (R, T), from <start> to <eos>, then padding. <eos> is a target,
            <start> is none.
        pad_id: the id that is no target.

    Returns:
        A scalar in nats per word; a uniform guess costs ln V.
    """
    targets = ids[:, 1:].flatten()
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), targets, ignore_index=pad_id)


def summed_loss(
    logits: Tensor, targets: Tensor, label_smoothing: float = 0.0
) -> tuple[Tensor, Tensor]:
    """Cross-entropy summed over the real targets, and how many these are.

    Args:
        logits: (R, T, V); position t predicts target t.
        targets: (R, T) ids, one to the left of what the decoder read, with padding.
        label_smoothing: share of the target spread evenly over all words.
    """
    loss = F.cross_entropy(
        logits.flatten(0, 1).float(),
        targets.flatten(),
        ignore_index=PAD,
        reduction="sum",
        label_smoothing=label_smoothing,
    )
    return loss, (targets != PAD).sum().float()


class Objective(Protocol):
    """What a training lowers: `CrossEntropy`, or `SelfCritical` in rewards.py."""

    def __call__(
        self, model: nn.Module, features: Tensor, ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Of one batch the loss summed over words, how many these are, and the loss to
        report, summed likewise.

        Args:
            model: a captioner, or what wraps one.
            features: (B, ...), as `Captioner.encode` takes them.
            ids: (R, T) captions, `<start>` to `<eos>`.
        """

    def measure(
        self, captioner: Any, features: Tensor, ids: Tensor, logits: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Of one batch in validation the loss to report, summed, and over how many.

        Args:
            captioner: in eval mode.
            features, ids: as above.
            logits: (R, T - 1, V), of all words but the first.
        """


class CrossEntropy:
    """The loss of the next word of each caption, an `Objective`.

    Args:
        label_smoothing: share of the target spread evenly over all words, in training;
            there is none in validation.

    Source: label smoothing, Szegedy et al. 2016, section 7 (arXiv:1512.00567).
    """

    def __init__(self, label_smoothing: float = 0.0):
        self.label_smoothing = label_smoothing

    def __call__(
        self, model: nn.Module, features: Tensor, ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        logits, _ = model(features, ids[:, :-1], need_weights=False)
        loss, words = summed_loss(logits, ids[:, 1:], self.label_smoothing)
        return loss, words, loss.detach()

    def measure(
        self, captioner: Any, features: Tensor, ids: Tensor, logits: Tensor
    ) -> tuple[Tensor, Tensor]:
        return summed_loss(logits, ids[:, 1:])
