"""The vision transformer: as a classifier, and as an encoder that keeps every patch.

Axes: B images, C channels, N patches in reading order, D width.
"""

__lesson__ = "02"

from typing import Any

import torch
from torch import Tensor, nn

from .attention import MultiHeadAttention
from .patches import ImageTokens, PatchEmbedding, count_patches
from .positions import sincos_positions


class EncoderBlock(nn.Module):
    """Self-attention among all tokens, then an mlp on each: (B, N, D) -> same.

    Pre-norm: each branch reads a normed copy and adds to the residual stream.

    Args:
        width: D.
        heads: of the attention.
        hidden: width inside the mlp.
        dropout: probability, on what each branch adds.

    Source: Dosovitskiy et al. 2021, equations 2 and 3 (arXiv:2010.11929).
    """

    def __init__(self, *, width: int, heads: int, hidden: int, dropout: float):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width=width, heads=heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = make_mlp(width, hidden)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm1(x)
        x = x + self.dropout(self.attention(y, y, y, need_weights=False)[0])
        return x + self.dropout(self.mlp(self.norm2(x)))


def init_xavier(model: nn.Module) -> None:
    """Give every linear layer Glorot's uniform weights and no bias, in place.

    PyTorch's own start has a third of that variance: attention begins nearly uniform,
    and a small model trained for minutes needs most of them to become selective.

    Source: Glorot and Bengio 2010; the choice of Dosovitskiy et al. 2021.
    """
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def make_mlp(width: int, hidden: int) -> nn.Sequential:
    """Two linear layers with a GELU between them."""
    return nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width))


class VisionTransformer(nn.Module):
    """Classify images from their class token: (B, C, H, W) -> logits (B, classes).

    Source: Dosovitskiy et al. 2021 (arXiv:2010.11929). The mlp is 4 D wide inside.
    """

    def __init__(
        self,
        *,
        image_size: int,
        patch_size: int,
        channels: int,
        width: int,
        heads: int,
        layers: int,
        classes: int,
        dropout: float,
    ):
        super().__init__()
        self.patches = PatchEmbedding(
            image_size=image_size, patch_size=patch_size, channels=channels, width=width
        )
        n = count_patches(image_size, image_size, patch_size)
        self.tokens = ImageTokens(patches=n, width=width)
        self.blocks = make_blocks(layers, width=width, heads=heads, dropout=dropout)
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)
        init_xavier(self)

    def forward(self, images: Tensor) -> Tensor:
        x = self.tokens(self.patches(images))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x[:, 0]))


def make_blocks(
    layers: int, *, width: int, heads: int, dropout: float
) -> nn.ModuleList:
    """Encoder blocks, each with weights of its own, 4 D wide inside."""
    return nn.ModuleList(
        EncoderBlock(width=width, heads=heads, hidden=4 * width, dropout=dropout)
        for _ in range(layers)
    )


class ViTEncoder(nn.Module):
    """A ViT trained from nothing, its patches as the memory: (B, 3, H, W) -> (B, N, D).

    The class token takes part in the blocks, where all tokens may use it, and is then
    left out. What leaves the blocks says little of where a patch lies: with
    `memory_positions` a learnt position is added to it. Images are normalised with
    `mean` and `std`, as for every encoder.

    Args:
        image_size: H and W, in pixels.
        patch_size: P, in pixels; divides image_size.
        width: D.
        heads, layers, dropout: of the blocks.
        memory_positions: add positions to the memory too, and start those and the
            ones inside as `sincos_positions`. Without, those inside start small and
            random, as in the paper, and "left of" is learnt late or never.

    Source: Dosovitskiy et al. 2021 (arXiv:2010.11929); positions on the memory as in
    Carion et al. 2020, section 3.2 (arXiv:2005.12872).
    """

    mean = (0.5, 0.5, 0.5)
    std = (0.25, 0.25, 0.25)  # about that of photos; a first layer learns the rest
    config: dict[str, Any]  # set by make_encoder

    def __init__(
        self,
        *,
        image_size: int,
        patch_size: int,
        width: int,
        heads: int,
        layers: int,
        dropout: float,
        memory_positions: bool = False,
    ):
        super().__init__()
        n = count_patches(image_size, image_size, patch_size)
        rows = image_size // patch_size
        self.image_size, self.grid, self.memory_width = image_size, (rows, rows), width
        self.patches = PatchEmbedding(
            image_size=image_size, patch_size=patch_size, channels=3, width=width
        )
        self.tokens = ImageTokens(patches=n, width=width)
        self.blocks = make_blocks(layers, width=width, heads=heads, dropout=dropout)
        self.norm = nn.LayerNorm(width)
        init_xavier(self)
        self.memory_position = None
        if memory_positions:
            table = sincos_positions(rows, rows, width)
            self.memory_position = nn.Parameter(table[None])
            with torch.no_grad():
                self.tokens.position[:, 1:] = table

    def forward(self, images: Tensor) -> Tensor:
        x = self.tokens(self.patches(images))
        for block in self.blocks:
            x = block(x)
        memory = self.norm(x[:, 1:])
        return memory if self.memory_position is None else memory + self.memory_position
