"""CLIP's image encoder: a ViT trained on 400 million photos, and its patch tokens.

Axes: B images, H and W pixels, N patches in reading order, D their width.
"""

__lesson__ = "09"

from types import ModuleType
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

CLIP = "openai/clip-vit-base-patch32"
CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)  # of the photos CLIP was trained on
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)
VISION = (  # what a CLIP vision network is built from
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads",
    "image_size",
    "patch_size",
    "hidden_act",
    "layer_norm_eps",
)


class CLIPPatches(nn.Module):
    """CLIP's vision transformer, frozen: its patch tokens, normed, no class token.

    Args:
        name: a model on the Hugging Face hub, or a folder holding one together with
            its image processor.
        pretrained: read the weights; else random ones in the shape of `settings`.
        settings: the attribute `settings` of another one; ViT-B/32's if not given.

    Raises:
        ImportError: transformers is not installed.
        OSError: the model is neither in a folder nor to be downloaded.

    Source: Radford et al. 2021 (arXiv:2103.00020), through transformers.
    """

    config: dict[str, Any]  # set by make_encoder

    def __init__(
        self, *, name: str = CLIP, pretrained: bool = True, settings: dict | None = None
    ):
        super().__init__()
        if pretrained:
            model, self.mean, self.std = _load_clip(name)
        else:
            settings = settings or {"vision": {}, "mean": CLIP_MEAN, "std": CLIP_STD}
            self.mean, self.std = tuple(settings["mean"]), tuple(settings["std"])
            clip = _transformers()
            model = clip.CLIPVisionModel(clip.CLIPVisionConfig(**settings["vision"]))
        # Release 4 wraps the network in one more module than 5: keep one set of names.
        self.net = getattr(model, "vision_model", model).float()
        self.requires_grad_(False)
        shape = {key: getattr(model.config, key) for key in VISION}
        self.name = name
        self.settings = {"vision": shape, "mean": self.mean, "std": self.std}
        self.image_size, self.memory_width = shape["image_size"], shape["hidden_size"]
        cells = self.image_size // shape["patch_size"]
        self.grid = (cells, cells)
        self.train()

    def train(self, mode: bool = True) -> "CLIPPatches":
        """Nothing here learns, so all inside stays in eval mode."""
        super().train(mode)
        self.net.eval()
        return self

    def forward(self, images: Tensor) -> Tensor:
        memory = self.net(pixel_values=images).last_hidden_state[:, 1:]
        return F.layer_norm(memory, memory.shape[-1:])


def _load_clip(name: str) -> tuple[nn.Module, tuple, tuple]:
    """The vision model, and the mean and std of its image processor."""
    clip = _transformers()
    try:
        model = clip.CLIPVisionModel.from_pretrained(name)
        pixels = clip.CLIPImageProcessor.from_pretrained(name)
    except OSError as error:
        raise OSError(
            f"expected a CLIP model at {name!r}, on the hub or in a folder, got: "
            f"{error}\nWithout a network, fetch it elsewhere, store it with "
            "`CLIPVisionModel.from_pretrained(...).save_pretrained(FOLDER)` and the "
            "same for CLIPImageProcessor, and name that FOLDER"
        ) from error
    return model, tuple(pixels.image_mean), tuple(pixels.image_std)


def _transformers() -> ModuleType:
    try:
        import transformers  # takes seconds, and only this encoder needs it
    except ImportError as error:
        raise ImportError(
            'the CLIP encoder needs transformers: pip install "transformers>=4.48,<6"'
        ) from error
    return transformers
