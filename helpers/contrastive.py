"""Two towers that learn which caption belongs to which picture, as CLIP does.

One vector of each picture, one of each caption, both of length 1; a batch's captions
are each other's wrong answers.

Axes: B pictures with their captions, C captions or prompts, T caption tokens, N image
tokens, D width, V vocabulary, L layers.

Source: Radford et al. 2021 (CLIP, arXiv:2103.00020), figure 3.
"""

__lesson__ = "12"

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .foils import make_foils
from .grammar import Scene
from .images import normalize
from .masks import causal_mask
from .modes import evaluating
from .tokens import EOS, PAD, Vocabulary, pad_batch
from .vit import EncoderBlock, ViTEncoder, init_xavier

FIRST_SCALE = 1 / 0.07  # CLIP's; it learns
BETAS = (0.9, 0.98)  # of AdamW, CLIP's for its vision transformers
BATCH = 200  # pictures or texts that are looked at together where nothing is learnt


def pool_text(states: Tensor, ids: Tensor, eos_id: int) -> Tensor:
    """The state at each row's first `<eos>`: (B, T, D), (B, T) -> (B, D)."""
    first = (ids == eos_id).int().argmax(1)
    return states[torch.arange(len(ids), device=ids.device), first]


def similarity(images: Tensor, texts: Tensor, scale: Tensor | float) -> Tensor:
    """Cosine of each picture with each text, times scale: (B, D), (C, D) -> (B, C)."""
    return scale * F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T


def contrastive_loss(scores: Tensor) -> Tensor:
    """(B, B) -> mean of two cross-entropies, along rows and along columns."""
    own = torch.arange(len(scores), device=scores.device)
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2


def zero_shot(images: Tensor, prompts: Tensor) -> Tensor:
    """Index (B,) of the prompt with the greatest cosine: (B, D), (C, D)."""
    return similarity(images, prompts, 1.0).argmax(-1)


def recall_at(scores: Tensor, k: int) -> float:
    """Share of rows whose own column has fewer than k columns above it: (B, B)."""
    above = (scores > scores.diag()[:, None]).sum(1)
    return (above < k).double().mean().item()


class CausalBlock(EncoderBlock):
    """Lesson 02's block under a causal mask: (B, T, D) -> (B, T, D)."""

    def forward(self, x: Tensor) -> Tensor:
        allowed, y = causal_mask(x.shape[1], device=x.device), self.norm1(x)
        heard, _ = self.attention(y, y, y, allowed, need_weights=False)
        x = x + self.dropout(heard)
        return x + self.dropout(self.mlp(self.norm2(x)))


class TwoTowers(nn.Module):
    """An eye for pictures, a causal transformer for captions, and one scale.

    Args:
        eye: what it looks at -> image tokens (B, N, D). The picture's vector holds of
            each number the largest that any token has.
        vocab_size: V.
        width: D of both towers, and of the space in which they meet.
        heads, layers: of the text tower.
        max_length: the most tokens of a caption, `<start>` and `<eos>` included.
    """

    def __init__(
        self,
        eye: nn.Module,
        *,
        vocab_size: int,
        width: int = 64,
        heads: int = 4,
        layers: int = 2,
        max_length: int = 20,
    ):
        super().__init__()
        self.eye = eye
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.blocks = nn.Sequential(
            *(
                CausalBlock(width=width, heads=heads, hidden=4 * width, dropout=0.0)
                for _ in range(layers)
            )
        )
        self.norm = nn.LayerNorm(width)
        self.from_image = nn.Linear(width, width, bias=False)
        self.from_text = nn.Linear(width, width, bias=False)
        self.log_scale = nn.Parameter(torch.tensor(math.log(FIRST_SCALE)))
        for part in (self.blocks, self.from_image, self.from_text):
            init_xavier(part)
        for embedding in (self.words, self.positions):
            nn.init.normal_(embedding.weight, std=0.02)

    def look(self, images: Tensor) -> Tensor:
        """Normalised pictures (B, 3, H, W), or what else the eye takes, -> (B, D)."""
        return self.from_image(self.eye(images).amax(1))

    def read(self, ids: Tensor) -> Tensor:
        """(C, T) -> (C, D): what stands at the first `<eos>`, which has seen it all."""
        text = self.words(ids) + self.positions.weight[: ids.shape[1]]
        return self.from_text(pool_text(self.norm(self.blocks(text)), ids, EOS))

    def forward(self, images: Tensor, ids: Tensor) -> Tensor:
        """Scores (B, C) of each picture with each caption."""
        return similarity(self.look(images), self.read(ids), self.log_scale.exp())


def new_eye(
    *, width: int = 64, heads: int = 4, layers: int = 2, side: int = 48, patch: int = 8
) -> ViTEncoder:
    """A ViT that has learnt nothing, for pictures of `side` pixels."""
    return ViTEncoder(
        image_size=side, patch_size=patch, width=width, heads=heads, layers=layers,
        dropout=0.0, memory_positions=True,
    )  # fmt: skip


def gatherer(memory_width: int, *, width: int = 64, heads: int = 4) -> nn.Module:
    """An eye for memories of a frozen one: (B, N, M) -> (B, N, D), by one block."""
    block = EncoderBlock(width=width, heads=heads, hidden=4 * width, dropout=0.0)
    made = nn.Sequential(nn.Linear(memory_width, width), block, nn.LayerNorm(width))
    init_xavier(made)
    return made


@dataclass(frozen=True)
class Teaching:
    """How the towers learn."""

    steps: int = 900
    batch: int = 64  # pictures, a caption of each
    rate: float = 1e-3


def teach_towers(
    towers: TwoTowers, images: Tensor, captions: Sequence[Sequence[list[int]]],
    teaching: Teaching,
) -> list[float]:  # fmt: skip
    """Learn in place; the losses of all steps. Chance is torch's global one.

    Args:
        images: (B, 3, H, W), normalised; or what else the eye looks at.
        captions: for each picture its captions as ids; a step draws one of them.
    """
    optimizer = torch.optim.AdamW(towers.parameters(), teaching.rate, betas=BETAS)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, teaching.rate, teaching.steps, pct_start=0.1, cycle_momentum=False
    )
    losses = []
    for _ in range(teaching.steps):
        chosen = torch.randperm(len(images))[: teaching.batch].tolist()
        drawn = [int(torch.randint(len(captions[k]), ())) for k in chosen]
        pairs = zip(chosen, drawn, strict=True)
        ids = pad_batch([captions[k][j] for k, j in pairs], PAD)
        loss = contrastive_loss(towers(images[chosen], ids))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(towers.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


def as_pixels(pictures: Sequence[np.ndarray]) -> Tensor:
    """Pictures (H, W, 3) uint8 as the eye wants them, (B, 3, H, W)."""
    images = torch.from_numpy(np.stack(pictures)).movedim(-1, 1).float() / 255
    return normalize(images, ViTEncoder.mean, ViTEncoder.std)


def embed(
    towers: TwoTowers, vocabulary: Vocabulary, what: Tensor | Sequence[str]
) -> Tensor:
    """Vectors (B, D) of normalised pictures (B, 3, H, W), or of texts, in batches."""
    with evaluating(towers):
        if isinstance(what, Tensor):
            return torch.cat([towers.look(part) for part in what.split(BATCH)])
        ids = pad_batch([vocabulary.encode(text.split()) for text in what], PAD)
        return torch.cat([towers.read(part) for part in ids.split(BATCH)])


SIDES = "left or right"  # the places among the foils that are not above or below


def _with_sides(foils: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The same foils, and those of left and right once more as a kind of their own."""
    place = foils.get("place")
    return {**foils, SIDES: place} if place and " of " in place[0] else foils


def spotted(
    towers: TwoTowers,
    vocabulary: Vocabulary,
    seen: Tensor,
    scenes: Sequence[Scene],
    *,
    seed: int = 0,
) -> dict[str, list[bool]]:
    """For each kind of claim and scene: is the true sentence nearer than the false one?

    Args:
        seen: (B, D), the scenes' pictures as `embed` gives them.
        seed: of the sentences.
    """
    rng, known = np.random.default_rng(seed), vocabulary
    foils = [_with_sides(make_foils(scene, rng, known)) for scene in scenes]
    found: dict[str, list[bool]] = {}
    for kind in dict.fromkeys(kind for made in foils for kind in made):
        rows = [row for row, made in enumerate(foils) if kind in made]
        true, false = (
            cast(Tensor, F.cosine_similarity(seen[rows], embed(towers, vocabulary, x)))
            for x in zip(*(foils[row][kind] for row in rows), strict=True)
        )
        found[kind] = (true > false).tolist()
    return found
