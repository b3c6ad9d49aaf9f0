"""Encoders by name, and ResNet-50: each turns images into a memory of tokens.

Axes: B images, C channels, H and W pixels, h and w grid cells, N = h * w image
tokens in reading order, D their width.

What an encoder is, contracts.py says.
"""

__lesson__ = "09"

import math
import os
from collections import OrderedDict
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .clip import CLIPPatches
from .contracts import Encoder
from .efficientnet import EfficientNetGrid
from .own_encoder import from_file
from .vit import ViTEncoder

# what torch.load raises for a file cut short, or for a web page saved as one
DAMAGED = (RuntimeError, EOFError, UnpicklingError)
TUNED_STAGES = 3  # "resnet50-tuned" learns in blocks 2 to 4, as most captioners do


def make_encoder(spec: str, *, pretrained: bool = True, **sizes) -> Encoder:
    """An encoder by name.

    Its `config` rebuilds one of the same shape: `make_encoder(**encoder.config,
    pretrained=False)` downloads nothing, the weights come from a saved state dict.

    Args:
        spec: "vit", "efficientnet" (frozen), "resnet50" (frozen), "resnet50-tuned",
            "clip" (frozen), or "FILE.py:FUNCTION" for one of your own.
        pretrained: read trained weights; a vit has none, FUNCTION decides itself.
        sizes: arguments of ViTEncoder, EfficientNetGrid, ResNetGrid or CLIPPatches.

    Raises:
        ValueError: no such encoder.
    """
    encoder: Encoder
    if spec == "vit":
        encoder = ViTEncoder(**sizes)
    elif spec == "efficientnet":
        encoder = EfficientNetGrid(pretrained=pretrained, **sizes)
    elif spec in ("resnet50", "resnet50-tuned"):
        stages = TUNED_STAGES if spec == "resnet50-tuned" else 0
        weights = "IMAGENET1K_V2" if pretrained else None
        encoder = ResNetGrid(trainable=stages, weights=weights, **sizes)
    elif spec == "clip":
        encoder = clip = CLIPPatches(pretrained=pretrained, **sizes)
        sizes = {"name": clip.name, "settings": clip.settings}
    elif ":" in spec:
        file, _, function = spec.rpartition(":")
        spec = f"{os.path.abspath(Path(file).expanduser())}:{function}"
        encoder = from_file(spec, **sizes)
    else:
        raise ValueError(
            "expected an encoder vit, efficientnet, resnet50, resnet50-tuned, clip or "
            f"FILE.py:FUNCTION, got {spec!r}"
        )
    encoder.config = {"spec": spec, **sizes}
    return encoder


def grid_features(feature_map: Tensor) -> Tensor:
    """(B, C, h, w) -> (B, h * w, C), the cells in reading order."""
    return feature_map.flatten(2).transpose(1, 2)


def freeze_early_layers(backbone: nn.Module, trainable: int) -> None:
    """In place: all but the last `trainable` direct children stop learning.

    Raises:
        ValueError: more trainable children than there are, or fewer than none.
    """
    children = list(backbone.children())
    if trainable not in range(len(children) + 1):
        raise ValueError(
            f"expected 0 to {len(children)} trainable children, got {trainable}"
        )
    for child in children[: len(children) - trainable]:
        child.requires_grad_(False)


class ResNetGrid(nn.Module):
    """ResNet-50 without its last pooling: every grid cell is a token, D = 2048.

    Batch norm keeps the statistics it was loaded with, even in stages that learn:
    batches of photos are small, and so training sees what decoding will see.

    Args:
        trainable: how many of the last stages learn, 0 to 4; 3 leaves the stem and
            block 1 as they are.
        weights: a name in torchvision's ResNet50_Weights, or None for random ones.
        image_size: H and W, in pixels; a cell is 32 pixels wide.

    Raises:
        ValueError: trainable is not 0 to 4.
        OSError: the weights are neither on this machine nor to be downloaded.

    Source: He et al. 2016 (arXiv:1512.03385); as memory, Xu et al. 2015, section
    3.1.1 (arXiv:1502.03044).
    """

    mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    memory_width = 2048
    config: dict[str, Any]  # set by make_encoder

    def __init__(
        self,
        *,
        trainable: int = 0,
        weights: str | None = "IMAGENET1K_V2",
        image_size: int = 224,
    ):
        super().__init__()
        if trainable not in range(5):
            raise ValueError(f"expected 0 to 4 trainable stages, got {trainable}")
        cells = math.ceil(image_size / 32)
        self.image_size, self.grid = image_size, (cells, cells)
        net = random_resnet() if weights is None else _trained_resnet(weights)
        stages = list(net.named_children())[:-2]  # without avgpool and fc
        self.body = nn.Sequential(OrderedDict(stages))
        freeze_early_layers(self.body, trainable)
        self.train()

    def train(self, mode: bool = True) -> "ResNetGrid":
        """As ever, but for batch norm, which stays in eval mode."""
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self

    def forward(self, images: Tensor) -> Tensor:
        memory = grid_features(self.body(images))
        return F.layer_norm(memory, memory.shape[-1:])


def random_resnet() -> nn.Module:
    """ResNet-50 with random weights whose features are of moderate size."""
    from torchvision.models import resnet50  # here: it takes seconds
    from torchvision.models.resnet import Bottleneck

    net = resnet50()
    for module in net.modules():
        if isinstance(module, Bottleneck):  # 16 branches add up: halve each, or
            nn.init.constant_(module.bn3.weight, 0.5)  # features come out near 100
    return net


def _trained_resnet(name: str) -> nn.Module:
    from torchvision.models import ResNet50_Weights, resnet50

    net, weights = resnet50(), ResNet50_Weights[name]
    try:
        net.load_state_dict(weights.get_state_dict(check_hash=True, weights_only=True))
    except (OSError, *DAMAGED) as error:
        folder = Path(torch.hub.get_dir()) / "checkpoints"
        raise OSError(
            f"expected ResNet-50's weights in {folder}, or a network to fetch them, "
            f"got: {error}\nFetch {weights.url} elsewhere and put it there, in place "
            "of a damaged one; TORCH_HOME=FOLDER moves the folder around `hub`"
        ) from error
    return net
