"""Train the learner's own machine on drawn scenes: lesson 05's recipe, made short.

Axes: B pictures, N patches, D width, T words.
"""

__lesson__ = "11"

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .grammar import COLOURS, SHAPES, truth
from .images import normalize, to_tensor
from .own_machine import Machine
from .scenes import Picture, draw_scenes
from .tokens import PAD
from .watch import Watch

MEAN, STD = (0.5,) * 3, (0.25,) * 3  # of pixels in [0, 1]


@dataclass(frozen=True)
class Recipe:
    """Sizes of the machine and of its training, as in lesson 05 and about a third."""

    side: int = 36  # pixels, as is patch
    patch: int = 9
    width: int = 64
    heads: int = 4
    eye_layers: int = 3
    layers: int = 2
    longest: int = 20  # tokens of a caption
    scenes: int = 4000  # to learn from
    held_out: int = 300  # to be asked about
    school: int = 400  # batches on which the eye learns to name what lies in a patch
    epochs: int = 3
    batch: int = 32  # pictures
    each: int = 3  # captions of each in a batch
    rate: float = 2e-3  # the highest


@dataclass
class Trained:
    """What has learnt, what it says of scenes kept apart, and whether that is true."""

    eye: nn.Module
    decoder: nn.Module
    vocabulary: Any  # the learner's own class
    held_out: list[Picture]
    captions: list[str]
    true: list[bool]
    seconds: float


class Repeated(nn.Module):
    """An eye whose memory comes `each` times: (B, ...) -> (each * B, N, D)."""

    def __init__(self, eye: nn.Module, each: int):
        super().__init__()
        self.eye, self.each = eye, each

    def forward(self, images: Tensor) -> Tensor:
        return self.eye(images).repeat_interleave(self.each, 0)


def learn(machine: Machine, recipe: Recipe | None = None) -> Trained:
    """Train a new machine of these parts, and let it caption scenes kept apart.

    In a notebook its live view shows how it stands.
    """
    r, began = recipe or Recipe(), time.perf_counter()
    train, held_out = (
        draw_scenes(count, seed=seed, side=r.side)
        for seed, count in ((1, r.scenes), (2, r.held_out))
    )
    words = [[machine.tokenize(c.text) for c in one.captions] for one in train]
    vocabulary = machine.Vocabulary.from_captions(sum(words, []), 1)
    ids = [[vocabulary.encode(w)[: r.longest] for w in each] for each in words]
    eye, decoder = machine.make(
        words=len(vocabulary), side=r.side, patch=r.patch, width=r.width,
        heads=r.heads, eye_layers=r.eye_layers, layers=r.layers, longest=r.longest,
    )  # fmt: skip
    begin(eye)
    begin(decoder)
    go_to_school(eye, train, r)
    learn_captions(machine, eye, decoder, vocabulary, (train, ids, held_out[0]), r)
    captions = []
    for part in torch.arange(len(held_out)).split(100):
        images = as_images([held_out[k] for k in part])
        said = machine.caption_images(eye, decoder, images, vocabulary, r.longest - 1)
        captions += said
    true = [is_true(*pair) for pair in zip(captions, held_out, strict=True)]
    seconds = time.perf_counter() - began
    return Trained(eye, decoder, vocabulary, held_out, captions, true, seconds)


def as_images(scenes: list[Picture]) -> Tensor:
    """Normalised pictures (B, 3, H, W)."""
    return normalize(to_tensor(np.stack([one.image for one in scenes])), MEAN, STD)


def is_true(caption: str, picture: Picture) -> bool:
    """Whether it is a sentence, and a true one."""
    try:
        return truth(caption, picture.scene)
    except ValueError:
        return False


def begin(model: nn.Module) -> None:
    """Glorot's start for linear layers, small numbers for embeddings."""
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)


def go_to_school(eye: nn.Module, scenes: list[Picture], r: Recipe) -> None:
    """The eye learns to name shape and colour of what lies in a patch (lesson 05.8)."""
    parts = len(SHAPES), len(COLOURS)
    heads = nn.Linear(r.width, sum(parts))
    optimizer = torch.optim.AdamW([*eye.parameters(), *heads.parameters()])
    schedule = falling_rate(optimizer, 2 * r.rate, r.school)
    for _ in range(r.school):
        chosen = [scenes[k] for k in torch.randint(len(scenes), (r.batch,))]
        row, patch, *kinds = questions(chosen, r)
        guesses = heads(eye(as_images(chosen))[row, patch]).split(parts, -1)
        losses = [F.cross_entropy(g, k) for g, k in zip(guesses, kinds, strict=True)]
        loss = torch.stack(losses).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()


def questions(scenes: list[Picture], r: Recipe) -> Tensor:
    """Of every item: picture, patch, shape, colour (4, Q)."""
    facts = []
    for k, one in enumerate(scenes):
        for item in one.scene.items:
            left, top, right, bottom = item.box
            x, y = (left + right) // 2 // r.patch, (top + bottom) // 2 // r.patch
            patch = y * (r.side // r.patch) + x
            kind = SHAPES.index(item.shape), COLOURS.index(item.colour)
            facts.append((k, patch, *kind))
    return torch.tensor(facts).T


def falling_rate(optimizer, highest: float, steps: int):
    """A schedule: the rate rises for a moment, then falls along a cosine."""
    return torch.optim.lr_scheduler.OneCycleLR(
        optimizer, highest, steps, pct_start=0.05, cycle_momentum=False
    )


def learn_captions(machine, eye, decoder, vocabulary, data, r: Recipe) -> None:
    """Eye and decoder learn together, a `train_step` a batch.

    Args:
        data: scenes, of each its captions as ids, and the scene to watch.
    """
    scenes, ids, watched = data
    learning = [*eye.parameters(), *decoder.parameters()]
    optimizer = torch.optim.AdamW(learning, betas=(0.9, 0.98), weight_decay=0.05)
    steps = r.epochs * -(-len(scenes) // r.batch)
    schedule, losses = falling_rate(optimizer, r.rate, steps), []
    rows = r.side // r.patch
    watch = Watch(watched.image, grid=(rows, rows), steps=steps)
    repeated = Repeated(eye, r.each)

    def look() -> tuple[list[str], Tensor]:
        images = as_images([watched])
        [said] = machine.caption_images(eye, decoder, images, vocabulary, r.longest - 1)
        words = vocabulary.encode(said.split())[: r.longest]
        with torch.no_grad():
            weights = decoder(torch.tensor([words]), eye(images))[1].mean((0, 1, 2))
        return said.split(), weights[: len(said.split())]

    for _ in range(r.epochs):
        for part in torch.randperm(len(scenes)).split(r.batch):
            texts = [ids[k][i] for k in part for i in torch.randperm(5)[: r.each]]
            images = as_images([scenes[k] for k in part])
            batch = machine.pad_batch(texts, PAD)
            losses.append(
                machine.train_step(repeated, decoder, images, batch, optimizer)
            )
            schedule.step()
            watch(losses, look)
