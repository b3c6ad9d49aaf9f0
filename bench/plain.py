"""The usual course recipe in our own words: what every benchmark is set against.

Pixels are decoded and shown to a frozen ResNet-50 on every epoch; each picture has its
first caption, padded to 50; blocks are PyTorch's own, post-norm, on
nn.MultiheadAttention. Captions are written one picture at a time, and each word reads
the whole prefix again. The vision transformer looks at 96 x 96 pixels in patches of 16,
is 512 wide and 2 blocks deep, and passes every batch through the model once more for
its accuracy.

Axes: B images, C channels, H and W pixels, N image tokens, T caption tokens, D width,
V vocabulary.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.models import ResNet
from torchvision.models.resnet import Bottleneck

from helpers.decoder import CaptionDecoder
from helpers.encoders import grid_features, random_resnet
from helpers.images import load_image
from helpers.tokens import PAD

LENGTH = 50  # ids a caption, padding included
RATE = 1e-4  # of Adam
MEAN, STD = 0.5, 0.5  # of pixels in [0, 1]


def eye() -> nn.Module:
    """ResNet-50 without pooling, frozen: (B, 3, 224, 224) -> (B, 2048, 7, 7).

    Its weights are random: they take as long to compute with as trained ones.
    """
    return _frozen(random_resnet(), image_size=224)


def small_eye() -> nn.Module:
    """The same with one block a stage, at 64 pixels, for tests: (B, 2048, 2, 2)."""
    return _frozen(ResNet(Bottleneck, [1, 1, 1, 1]), image_size=64)


def _frozen(net: ResNet, *, image_size: int) -> nn.Module:
    body = nn.Sequential(*list(net.children())[:-2]).requires_grad_(False).eval()
    body.image_size = image_size
    return body


class Decoder(nn.Module):
    """PyTorch's decoder layers between an embedding and a linear layer.

    Args:
        memory_width: of the picture's tokens, D unless given.
        norm_first: pre-norm with a final norm, in place of post-norm.
    """

    def __init__(
        self,
        *,
        vocab_size: int,
        width: int,
        heads: int,
        layers: int,
        max_length: int,
        dropout: float,
        memory_width: int | None = None,
        norm_first: bool = False,
    ):
        super().__init__()
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(
            nn.TransformerDecoderLayer(
                width,
                heads,
                dim_feedforward=4 * width,
                dropout=dropout,
                activation="gelu",
                batch_first=True,
                norm_first=norm_first,
            )
            for _ in range(layers)
        )
        if memory_width:
            for layer in self.layers:
                layer.multihead_attn = nn.MultiheadAttention(
                    width, heads, kdim=memory_width, vdim=memory_width, batch_first=True
                )
        self.norm = nn.LayerNorm(width) if norm_first else nn.Identity()
        self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def forward(self, ids: Tensor, memory: Tensor) -> Tensor:
        """(B, T), (B, N, ...) -> logits (B, T, V)."""
        t = ids.shape[1]
        hidden = torch.ones(t, t, dtype=torch.bool, device=ids.device).triu(1)
        positions = torch.arange(t, device=ids.device)
        text = self.dropout(self.words(ids) + self.positions(positions))
        for layer in self.layers:
            text = layer(text, memory, tgt_mask=hidden)
        return self.lm_head(self.norm(text))


class Captioner(nn.Module):
    """The eye, a linear layer from its width to the decoder's, and the decoder."""

    def __init__(self, eye: nn.Module, *, memory_width: int, width: int, **sizes):
        super().__init__()
        self.eye = eye
        self.bridge = nn.Linear(memory_width, width)
        self.decoder = Decoder(width=width, **sizes)

    def encode(self, images: Tensor) -> Tensor:
        """(B, 3, H, W) -> (B, N, D)."""
        return self.bridge(grid_features(self.eye(images)))


def train_step(
    captioner: Captioner, optimizer: torch.optim.Optimizer, paths, captions
) -> float:
    """Learn one batch from its image files and captions; return the loss."""
    device = next(captioner.parameters()).device
    images = read_images(paths, captioner.eye.image_size).to(device)
    ids = pad_to_50(captions).to(device)
    logits = captioner.decoder(ids[:, :-1], captioner.encode(images))
    loss = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=PAD)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def read_images(paths: Sequence[Path], side: int) -> Tensor:
    """Decoded and normalised: (B, 3, side, side)."""
    pixels = np.stack([load_image(path, side) for path in paths])
    return (torch.from_numpy(pixels).movedim(-1, 1) / 255 - MEAN) / STD


def pad_to_50(captions: Sequence[list[int]]) -> Tensor:
    """(B, 50) ids; longer captions are cut."""
    return torch.tensor(
        [(ids + [PAD] * LENGTH)[:LENGTH] for ids in captions], dtype=torch.long
    )


@torch.no_grad()
def greedy(
    decoder: nn.Module,
    memory: Tensor,
    *,
    start_id: int,
    eos_id: int,
    max_length: int,
    never: Sequence[int] = (),
) -> list[int]:
    """One picture's caption, (1, N, ...) -> ids; each word reads the whole prefix."""
    ids = [start_id]
    while len(ids) <= max_length:
        logits = decoder(torch.tensor([ids], device=memory.device), memory)[0, -1]
        logits[list(never)] = -torch.inf
        ids.append(int(logits.argmax()))
        if ids[-1] == eos_id:
            return ids[1:-1]
    return ids[1:]


@torch.no_grad()
def same_model(ours: CaptionDecoder) -> Decoder:
    """Our decoder's weights in PyTorch's own layers, pre-norm as ours are.

    Its memory is `ours.bridge(memory)`: of the width that our blocks read.
    """
    first = ours.blocks[0]
    plain = Decoder(
        vocab_size=ours.words.num_embeddings,
        width=ours.words.embedding_dim,
        heads=first.self_attention.heads,
        layers=len(ours.blocks),
        max_length=ours.max_length,
        dropout=ours.dropout.p,
        memory_width=first.cross_attention.key.in_features,
        norm_first=True,
    )
    for name in ("words", "positions", "norm", "lm_head"):
        getattr(plain, name).load_state_dict(getattr(ours, name).state_dict())
    for layer, block in zip(plain.layers, ours.blocks, strict=True):
        _copy_attention(layer.self_attn, block.self_attention)
        _copy_attention(layer.multihead_attn, block.cross_attention)
        pairs = {"linear1": block.mlp[0], "linear2": block.mlp[2]}
        pairs |= {name: getattr(block, name) for name in ("norm1", "norm2", "norm3")}
        for name, module in pairs.items():
            getattr(layer, name).load_state_dict(module.state_dict())
    return plain.to(ours.words.weight.device).train(ours.training)


def _copy_attention(plain: nn.MultiheadAttention, ours: nn.Module) -> None:
    three = [ours.query, ours.key, ours.value]
    if plain.in_proj_weight is not None:
        plain.in_proj_weight.copy_(torch.cat([x.weight for x in three]))
    else:  # keys and values of another width than queries
        names = ("q_proj_weight", "k_proj_weight", "v_proj_weight")
        for name, linear in zip(names, three, strict=True):
            getattr(plain, name).copy_(linear.weight)
    plain.in_proj_bias.copy_(torch.cat([x.bias for x in three]))
    plain.out_proj.load_state_dict(ours.out.state_dict())


class VisionTransformer(nn.Module):
    """PyTorch's encoder layers, post-norm; classifies from the class token.

    Args as those of helpers.vit.VisionTransformer.
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
        self.patches = nn.Conv2d(channels, width, patch_size, stride=patch_size)
        n = (image_size // patch_size) ** 2
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(0.02 * torch.randn(1, n + 1, width))
        self.blocks = nn.Sequential(
            *(
                nn.TransformerEncoderLayer(
                    width, heads, 4 * width, dropout, "gelu", batch_first=True
                )
                for _ in range(layers)
            )
        )
        self.head = nn.Linear(width, classes)

    def forward(self, images: Tensor) -> Tensor:
        x = self.patches(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(len(x), -1, -1), x], 1) + self.position
        return self.head(self.blocks(x)[:, 0])


VIT = {
    "image_size": 96, "patch_size": 16, "channels": 1, "width": 512, "heads": 8,
    "layers": 2, "classes": 10, "dropout": 0.1,
}  # fmt: skip
VIT_BATCH = 64  # pictures; 32 is as usual, and slower


def vit_batches(images: Tensor, labels: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield the pictures enlarged to 96 x 96 and normalised, in order."""
    for part in torch.arange(len(images)).split(VIT_BATCH):
        pictures = (images[part] / 255 - MEAN) / STD
        size = VIT["image_size"]
        yield F.interpolate(pictures, size=size, mode="bilinear"), labels[part]


@torch.no_grad()
def accuracy(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Share of pictures right, in eval mode; the model is in train mode after it."""
    model.eval()
    right = sum(
        (model(pictures).argmax(1) == answers).sum().item()
        for pictures, answers in vit_batches(images, labels)
    )
    model.train()
    return right / len(images)


def train_vit(
    model: nn.Module, images: Tensor, labels: Tensor
) -> Iterator[tuple[float, float]]:
    """One epoch; after each step yield its seconds, and those of its second pass."""
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    order = torch.randperm(len(images))
    model.train()
    began = time.perf_counter()
    for pictures, answers in vit_batches(images[order], labels[order]):
        optimizer.zero_grad()
        F.cross_entropy(model(pictures), answers).backward()
        optimizer.step()
        again = time.perf_counter()
        with torch.no_grad():
            (model(pictures).argmax(1) == answers).sum().item()
        ended = time.perf_counter()
        yield ended - began, ended - again
        began = time.perf_counter()
