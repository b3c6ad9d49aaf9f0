"""The optimizer, its learning rate from step to step, and an average of the weights."""

__lesson__ = "09"

import math

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from .settings import Settings

BETAS = (0.9, 0.98)  # of AdamW, as in Vaswani et al. 2017


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


def average_weights(model: nn.Module, decay: float) -> AveragedModel:
    """A copy of a model that moves a little towards it with each step.

    After n steps it keeps the share n / (n + 9), at most `decay`, of what it was, so
    that short trainings are averaged over few steps.

    Source: Polyak and Juditsky 1992; the warm-up is TensorFlow's.
    """

    def move(mean: Tensor, weight: Tensor, steps: Tensor | int) -> Tensor:
        return mean.lerp(weight, 1 - min(decay, float(steps / (steps + 9))))

    return AveragedModel(model, avg_fn=move)
