"""An eye of one's own: any network in a Python file, as an encoder.

Axes: B images, C channels, H and W pixels, h and w grid cells, N image tokens in
reading order, D their width.
"""

import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def from_file(spec: str) -> "OwnEncoder":
    """The encoder that FUNCTION() in FILE.py returns, for spec "FILE.py:FUNCTION".

    It is a module that maps (B, 3, H, W) to a feature map (B, C, h, w) or to a memory
    (B, N, D). Its attributes image_size, mean, std and grid are used if it has them:
    else images of 224 pixels in [-1, 1], and a square grid. It learns unless its
    parameters are frozen.

    Raises:
        FileNotFoundError: no such file.
        AttributeError: no such function in it.
        TypeError, ValueError: not such a module.
    """
    file, _, function = spec.rpartition(":")
    path = Path(file)
    if not path.is_file():
        raise FileNotFoundError(
            f"expected FILE.py:FUNCTION, got {spec!r}: there is no file "
            f"{path.absolute()}"
        )
    module = _import_file(path)
    if not callable(getattr(module, function, None)):
        raise AttributeError(
            f"expected a function {function!r} in {path}, but it defines none; "
            "check the name after the colon"
        )
    network = getattr(module, function)()
    if not isinstance(network, nn.Module):
        raise TypeError(
            f"expected {spec} to return a torch.nn.Module, got {type(network).__name__}"
        )
    return OwnEncoder(network, source=path.read_text(encoding="utf-8"))


def _import_file(path: Path) -> ModuleType:
    name = f"encoder_{path.stem}"
    found = importlib.util.spec_from_file_location(name, path)
    if found is None:
        raise ImportError(f"expected a Python file, FILE.py, got {path}")
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module  # dataclasses inside look themselves up there
    found.loader.exec_module(module)
    return module


class OwnEncoder(nn.Module):
    """Any network that gives a feature map or a memory, as an encoder: see from_file.

    Args:
        network: the module; one trial image tells its grid and its width.
        source: its program text, so that cached features notice a change of it.
    """

    def __init__(self, network: nn.Module, *, source: str):
        super().__init__()
        self.network, self.source = network, source
        self.image_size = getattr(network, "image_size", 224)
        self.mean = tuple(getattr(network, "mean", (0.5, 0.5, 0.5)))
        self.std = tuple(getattr(network, "std", (0.5, 0.5, 0.5)))
        out = self._try_out()
        self.memory_width = out.shape[1 if out.ndim == 4 else 2]
        self.grid = (
            tuple(out.shape[2:]) if out.ndim == 4 else self._square(out.shape[1])
        )
        self.train()

    def train(self, mode: bool = True) -> "OwnEncoder":
        """A network that does not learn stays in eval mode."""
        super().train(mode)
        if not any(p.requires_grad for p in self.parameters()):
            self.network.eval()
        return self

    def forward(self, images: Tensor) -> Tensor:
        out = self.network(images)
        memory = out.flatten(2).transpose(1, 2) if out.ndim == 4 else out
        return F.layer_norm(memory, memory.shape[-1:])

    def _try_out(self) -> Tensor:
        weight = next(self.network.parameters(), torch.zeros(()))
        images = torch.zeros(2, 3, self.image_size, self.image_size)
        self.network.eval()
        with torch.no_grad():
            out = self.network(images.to(weight.device))
        expected = "expected a feature map (2, C, h, w) or a memory (2, N, D)"
        if not isinstance(out, Tensor):
            raise TypeError(
                f"{expected} for 2 images, got {type(out).__name__}; "
                "return the tensor alone"
            )
        if out.ndim not in (3, 4) or len(out) != 2:
            raise ValueError(
                f"{expected} for 2 images, got {tuple(out.shape)}; "
                "leave out the pooling and the classifier"
            )
        return out

    def _square(self, n: int) -> tuple[int, int]:
        side = math.isqrt(n)
        grid = tuple(getattr(self.network, "grid", (side, side)))
        if math.prod(grid) != n:
            raise ValueError(
                f"expected as many tokens as a grid of {grid[0]} x {grid[1]} has, got "
                f"{n}; leave out a class token, or give the network an attribute grid"
            )
        return grid
