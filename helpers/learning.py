"""What a step of learning needs: the loss, the learning rate, the optimizer.

Axes: R captions, T words of the longest, V vocabulary.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .settings import Settings
from .tokens import PAD

BETAS = (0.9, 0.98)  # of AdamW, as in Vaswani et al. 2017: quicker to notice change


def make_optimizer(model: nn.Module, settings: Settings) -> torch.optim.AdamW:
    """AdamW on whatever learns; `schedule` sets its rate before each step."""
    learning = [p for p in model.parameters() if p.requires_grad]
    return torch.optim.AdamW(
        learning,
        lr=settings.lr,
        betas=BETAS,
        weight_decay=settings.weight_decay,
        fused=True,  # a step's hundred small updates in one call: 6 % of a CPU's time
    )


def schedule(step: int, steps: int, warmup: float) -> float:
    """Share of the full learning rate: a linear rise, then half a cosine to 0."""
    rise = max(1, round(warmup * steps))
    if step < rise:
        return (step + 1) / rise
    return 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))


def summed_loss(logits: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Cross-entropy summed over the real targets, and how many these are.

    Args:
        logits: (R, T, V); position t predicts target t.
        targets: (R, T) ids, one to the left of what the decoder read, with padding.
    """
    loss = F.cross_entropy(
        logits.flatten(0, 1).float(),
        targets.flatten(),
        ignore_index=PAD,
        reduction="sum",
    )
    return loss, (targets != PAD).sum().float()
