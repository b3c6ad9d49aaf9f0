"""Small ResNet and CLIP eyes that learn from nothing, for drawn pictures on a CPU.

The same classes as the large ones, from torchvision and transformers, a hundredth of
their size: `--grid bench/small_eyes.py:resnet`. What ImageNet and 400 million photos
have taught the large ones, these have not: scores made with them say nothing of those.

Axes: B images, N = 6 * 6 cells or patches of 8 pixels.
"""

from torch import Tensor, nn
from torchvision.models import ResNet
from torchvision.models.resnet import Bottleneck

from helpers.vit import init_xavier

SIDE, PATCH = 48, 8  # pixels


def resnet() -> nn.Module:
    """ResNet up to its second stage, a block each: (B, 3, 48, 48) -> (B, 512, 6, 6)."""
    stages = list(ResNet(Bottleneck, [1, 1, 1, 1]).children())
    eye = nn.Sequential(*stages[:6])
    eye.image_size = SIDE
    return eye


def clip() -> nn.Module:
    """CLIP's vision transformer, 3 layers: (B, 3, 48, 48) -> (B, N, 80)."""
    from transformers import CLIPVisionConfig, CLIPVisionModel  # takes seconds

    config = CLIPVisionConfig(
        hidden_size=80,
        intermediate_size=320,
        num_hidden_layers=3,
        num_attention_heads=4,
        image_size=SIDE,
        patch_size=PATCH,
    )
    return Patches(CLIPVisionModel(config))


class Patches(nn.Module):
    """The patch tokens of a CLIP vision model, without its class token."""

    image_size = SIDE

    def __init__(self, model: nn.Module):
        super().__init__()
        self.net = getattr(model, "vision_model", model)
        init_xavier(self.net)

    def forward(self, images: Tensor) -> Tensor:
        return self.net(pixel_values=images).last_hidden_state[:, 1:]
