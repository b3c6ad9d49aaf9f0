"""Random weights in place of downloaded ones, for a machine without a network.

The loaders of ResNet-50 and CLIP read files. Here are files of the same form with
random numbers: the real loading code runs on them, and features come out in the right
shape that say nothing of the picture.
"""

__lesson__ = "00"

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torchvision.models import ResNet50_Weights

from .encoders import random_resnet

CLIP_SHAPE: dict[str, Any] = {  # a hundredth of ViT-B/32, for pictures of 48 pixels
    "hidden_size": 96,
    "intermediate_size": 384,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "image_size": 48,
    "patch_size": 8,
}
RESNET_SIDE = 64  # pixels, for a grid of 2 x 2


@contextmanager
def random_weights(folder: Path | str) -> Iterator[dict[str, dict]]:
    """Within it torchvision finds a ResNet-50 as if downloaded; a small CLIP is near.

    Yields, for "resnet50" and "clip", what `make_encoder` needs besides the name.
    The files are written to `folder` once. Without transformers there is no CLIP
    file, and `make_encoder("clip")` says what to install.
    """
    folder, before = Path(folder), os.environ.get("TORCH_HOME")
    _write_resnet(folder / "hub" / "checkpoints")
    _write_clip(folder / "clip")
    os.environ["TORCH_HOME"] = str(folder)
    try:
        sizes = {"image_size": RESNET_SIDE}
        yield {"resnet50": sizes, "clip": {"name": str(folder / "clip")}}
    finally:
        if before is None:
            del os.environ["TORCH_HOME"]
        else:
            os.environ["TORCH_HOME"] = before


def _write_resnet(folder: Path) -> None:
    """The file that torchvision would have downloaded, in half the bytes."""
    file = folder / Path(ResNet50_Weights.IMAGENET1K_V2.url).name
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            weights = random_resnet().state_dict()
        floats = {k: x.half() for k, x in weights.items() if x.is_floating_point()}
        torch.save({**weights, **floats}, file)


def _write_clip(folder: Path) -> None:
    """What `save_pretrained` leaves of a CLIP vision model and its image processor."""
    if folder.exists() or not find_spec("transformers"):
        return
    from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModel

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = CLIPVisionModel(CLIPVisionConfig(**CLIP_SHAPE))
    model.save_pretrained(folder)
    CLIPImageProcessor().save_pretrained(folder)
