"""Train lesson 12's two towers with several seeds: what they find, and what they miss.

    python -m bench.contrastive              three seeds, a table
    python -m bench.contrastive --towers     without the captioners beside them

Foils, search and zero-shot are measured on HELD_OUT scenes that no training uses.
Beside the towers stand captioners that learn from the same pictures and captions: one
from nothing, with as many steps; and both kinds on the kept captioner's frozen eye.
Last, a small decoder learns to write from the frozen eye of the towers, as in lesson
12.
"""

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn

from helpers.captioner import Captioner
from helpers.commands import in_words
from helpers.contrastive import (
    BATCH,
    BETAS,
    Teaching,
    TwoTowers,
    as_pixels,
    embed,
    gatherer,
    new_eye,
    recall_at,
    similarity,
    spotted,
    teach_towers,
    zero_shot,
)
from helpers.decoder import CaptionDecoder
from helpers.decoding import greedy_decode
from helpers.foils import make_foils
from helpers.grammar import COLOURS, SHAPES, Scene, truth
from helpers.loss import caption_loss
from helpers.modes import evaluating
from helpers.scenes import Picture, draw_scenes
from helpers.tokens import EOS, NEVER, PAD, START, Vocabulary, pad_batch, tokenize

from .measure import spread

PICTURES, HELD_OUT = 4000, 2000
HELD_OUT_SEED = 99
SEARCHED = 200  # pictures with a caption each
WIDTH, LONGEST = 64, 20
BRIEF = Teaching(steps=300, rate=2e-3)  # on frozen eyes
KINDS = ("colour", "shape", "whose colour", "place")
NAMES = [(colour, shape) for colour in COLOURS for shape in SHAPES]
Captions = Sequence[Sequence[list[int]]]
Scores = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bench.contrastive", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--steps", type=int, default=Teaching().steps)
    parser.add_argument("--towers", action="store_true", help="nothing beside them")
    given = parser.parse_args()
    held_out = draw_scenes(HELD_OUT, seed=HELD_OUT_SEED)
    rows = []
    for seed in given.seeds:
        data = Data.draw(seed, held_out)
        scores, eyes = with_towers(seed, data, Teaching(steps=given.steps))
        if not given.towers:
            scores |= from_nothing(seed, data, Teaching(steps=given.steps))
            scores |= on_good_eye(seed, data) | on_frozen_eyes(seed, data, eyes)
        print(seed, {name: round(x, 1) for name, x in scores.items()}, flush=True)
        rows.append(scores)
    table = {name: spread([scores[name] for scores in rows]) for name in rows[0]}
    print(pd.DataFrame(table, index=["median", "range"]).T.to_string())
    threads = torch.get_num_threads()
    print(f"{os.cpu_count()} cores, {threads} threads, torch {torch.__version__}")


@cache
def vocabulary() -> Vocabulary:
    """The kept captioner's, with which all learn."""
    return Captioner.load().vocabulary


@dataclass(frozen=True)
class Data:
    """What a seed learns from, and what all are measured on.

    Args:
        images: (B, C, H, W), to learn from, and their captions as ids.
        test: (R, C, H, W), held out, and the pictures that they are of.
    """

    images: Tensor
    captions: Captions
    test: Tensor
    held_out: list[Picture]

    @classmethod
    def draw(cls, seed: int, held_out: list[Picture]) -> "Data":
        pictures = draw_scenes(PICTURES, seed=1200 + seed)
        captions = [
            [vocabulary().encode(tokenize(caption.text)) for caption in each.captions]
            for each in pictures
        ]
        images, test = (as_pixels([p.image for p in x]) for x in (pictures, held_out))
        return cls(images, captions, test, held_out)

    @property
    def scenes(self) -> list[Scene]:
        return [picture.scene for picture in self.held_out]


def with_towers(
    seed: int, data: Data, teaching: Teaching
) -> tuple[Scores, dict[str, nn.Module]]:
    """Two towers from nothing: scores in percent, the seconds; their eye, a new one."""
    torch.manual_seed(seed)
    towers = TwoTowers(new_eye(), vocab_size=len(vocabulary()), width=WIDTH)
    eyes = {"towers'": towers.eye, "random": new_eye()}
    began = time.perf_counter()
    teach_towers(towers, data.images, data.captions, teaching)
    scores = {"seconds": time.perf_counter() - began}
    seen = embed(towers, vocabulary(), data.test)
    for kind, found in spotted(towers, vocabulary(), seen, data.scenes).items():
        scores[f"towers spot {kind}, of {len(found)}"] = 100 * float(np.mean(found))
    scores |= search(towers, seen, data.held_out)
    return scores | classify(towers, seen, data.scenes), eyes


def from_nothing(seed: int, data: Data, teaching: Teaching) -> Scores:
    """A captioner beside them, in percent."""
    torch.manual_seed(seed)
    eye, mouth = new_eye(), new_mouth(WIDTH, layers=2)
    teach_to_write(nn.ModuleList([eye, mouth]), data.images, data.captions, teaching)
    name = "a captioner from nothing"
    return written(name, mouth, look(eye, data.test), data.scenes)


def on_good_eye(seed: int, data: Data) -> Scores:
    """Which foils a tower of texts spots on the kept captioner's frozen eye."""
    kept = Captioner.load().encoder
    memory, test = look(kept, data.images), look(kept, data.test)
    torch.manual_seed(seed)
    gather = gatherer(memory.shape[-1], width=WIDTH)
    towers = TwoTowers(gather, vocab_size=len(vocabulary()), width=WIDTH)
    teach_towers(towers, memory, data.captions, BRIEF)
    found = spotted(
        towers, vocabulary(), embed(towers, vocabulary(), test), data.scenes
    )
    return {f"good eye, matching, {k}": 100 * float(np.mean(found[k])) for k in KINDS}


def on_frozen_eyes(seed: int, data: Data, eyes: dict[str, nn.Module]) -> Scores:
    """A small decoder learns to write from the kept captioner's eye and from others."""
    scores: Scores = {}
    for name, eye in {"good": Captioner.load().encoder, **eyes}.items():
        memory, test = look(eye, data.images), look(eye, data.test)
        torch.manual_seed(seed)
        mouth = new_mouth(memory.shape[-1])
        parts = nn.ModuleList([nn.Identity(), mouth])
        teach_to_write(parts, memory, data.captions, BRIEF)
        scores |= written(f"{name} eye, writing", mouth, test, data.scenes)
    return scores


def search(towers: TwoTowers, seen: Tensor, pictures: list[Picture]) -> Scores:
    """Recall among SEARCHED pictures, and how often the text found is true."""
    texts = [picture.captions[0].text for picture in pictures[:SEARCHED]]
    scores = similarity(seen[:SEARCHED], embed(towers, vocabulary(), texts), 1.0)
    pairs = zip(scores.argmax(1).tolist(), pictures, strict=False)
    true = [truth(texts[j], picture.scene) for j, picture in pairs]
    return {
        **{f"recall at {k}, text": 100 * recall_at(scores, k) for k in (1, 5)},
        **{f"recall at {k}, picture": 100 * recall_at(scores.T, k) for k in (1, 5)},
        "the text found is true": 100 * float(np.mean(true)),
    }


def classify(towers: TwoTowers, seen: Tensor, scenes: list[Scene]) -> Scores:
    """Zero-shot among 30 prompts, of the scenes with one thing."""
    single = [k for k, scene in enumerate(scenes) if len(scene.items) == 1]
    prompts = embed(towers, vocabulary(), [f"a {c} {s}" for c, s in NAMES])
    right = [
        NAMES[i] == (scenes[k].items[0].colour, scenes[k].items[0].shape)
        for k, i in zip(single, zero_shot(seen[single], prompts).tolist(), strict=True)
    ]
    return {f"zero-shot of 30, of {len(single)}": 100 * float(np.mean(right))}


def look(eye: nn.Module, images: Tensor) -> Tensor:
    """The memory (B, N, D) of a frozen eye."""
    with evaluating(eye):
        return torch.cat([eye(part) for part in images.split(BATCH)])


def new_mouth(memory_width: int, layers: int = 1) -> CaptionDecoder:
    return CaptionDecoder(
        vocab_size=len(vocabulary()), width=WIDTH, memory_width=memory_width, heads=4,
        layers=layers, max_length=LONGEST, dropout=0.0,
    )  # fmt: skip


def teach_to_write(
    parts: nn.ModuleList, images: Tensor, captions: Captions, teaching: Teaching
) -> None:
    """An eye and a decoder learn in place, as `teach_towers` teaches."""
    eye, mouth = parts
    optimizer = torch.optim.AdamW(parts.parameters(), teaching.rate, betas=BETAS)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, teaching.rate, teaching.steps, pct_start=0.1, cycle_momentum=False
    )
    for _ in range(teaching.steps):
        chosen = torch.randperm(len(images))[: teaching.batch].tolist()
        rows = [captions[k][int(torch.randint(5, ()))] for k in chosen]
        ids = pad_batch(rows, PAD)
        logits, _ = mouth(ids, eye(images[chosen]), need_weights=False)
        optimizer.zero_grad()
        caption_loss(logits, ids, PAD).backward()
        nn.utils.clip_grad_norm_(parts.parameters(), 1.0)
        optimizer.step()
        schedule.step()


def written(
    name: str, mouth: CaptionDecoder, memory: Tensor, scenes: list[Scene]
) -> Scores:
    """Truth of greedy captions, and which foils a decoder spots."""
    mouth.eval()
    ids = greedy_decode(
        mouth, memory, start_id=START, eos_id=EOS, max_length=LONGEST - 1, never=NEVER
    )
    texts = [vocabulary().decode(row) for row in ids]
    true = [is_true(text, scene) for text, scene in zip(texts, scenes, strict=True)]
    scores = {f"{name}, truth": 100 * float(np.mean(true))}
    rng = np.random.default_rng(0)
    foils = [make_foils(scene, rng, vocabulary().words) for scene in scenes]
    for kind in KINDS:
        rows = [row for row, made in enumerate(foils) if kind in made]
        good, bad = (
            log_likelihood(mouth, memory[rows], texts)
            for texts in zip(*(foils[row][kind] for row in rows), strict=True)
        )
        scores[f"{name}, {kind}"] = 100 * (good > bad).double().mean().item()
    return scores


def is_true(text: str, scene: Scene) -> bool:
    try:
        return truth(text, scene)
    except ValueError:  # no sentence of the grammar
        return False


@torch.no_grad()
def log_likelihood(
    mouth: CaptionDecoder, memory: Tensor, texts: Sequence[str]
) -> Tensor:
    """How likely each text is to be written, (R,)."""
    ids = pad_batch([vocabulary().encode(text.split()) for text in texts], PAD)
    logits, _ = mouth(ids, memory, need_weights=False)
    logs = logits[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
    return (logs * (ids[:, 1:] != PAD)).sum(1)


if __name__ == "__main__":
    with in_words("bench.contrastive"):
        main()
