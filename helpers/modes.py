"""Train and eval mode of a model, for a while."""

__lesson__ = "04"

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from .contracts import Module


@contextmanager
def evaluating(model: Module) -> Iterator[None]:
    """Within it a model is in eval mode and builds no graph; its modes come back."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for module, mode in modes:
            module.training = mode
