"""Score captions of scenes: truth, pointing, bits; and which false ones are spotted.

Axes: B pictures, R captions, T words, N image tokens, L layers.
"""

__lesson__ = "10"

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import torch.nn.functional as F
from torch import Tensor

from .captioner import Captioner, GeneratedCaption
from .foils import KINDS, make_foils
from .grammar import Scene, bits, claims, named_items, truth
from .language import language_of
from .modes import evaluating
from .overlays import peak_in_box, to_grid
from .sampling import for_batch
from .store import Rows
from .tokens import PAD, SPECIALS, pad_batch

BATCH = 64  # pictures captioned at a time
CLAIMS = ("says", "true", "spots")  # scores of a kind of claim begin with these words


def box_in_cells(
    box: tuple[int, int, int, int], side: int, grid: tuple[int, int], margin: int
) -> tuple[int, int, int, int]:
    """The cells that a box in pixels touches, and `margin` more on each side."""
    rows, cols = grid
    left, top, right, bottom = box
    return (
        left * cols // side - margin,
        top * rows // side - margin,
        -(-right * cols // side) + margin,
        -(-bottom * rows // side) + margin,
    )


def points_at(
    caption: GeneratedCaption, scene: Scene, grid: tuple[int, int], *, margin: int = 1
) -> list[bool]:
    """For each noun of a caption: does attention peak inside an item it may mean?

    Attention is averaged over layers and heads. Inside means in a patch that the
    item's box touches, give or take `margin` patches.
    """
    counted = [t for t, word in enumerate(caption.words) if word not in SPECIALS]
    heat = to_grid(caption.weights[counted].mean((1, 2)), *grid)  # (T, rows, cols)
    found = []
    for word, items in named_items(caption.text, scene):
        boxes = [
            box_in_cells(scene.items[i].box, scene.side, grid, margin) for i in items
        ]
        found.append(any(peak_in_box(heat[word], box) for box in boxes))
    return found


def describe_all(
    captioner: Captioner, pixels: Rows | Tensor | np.ndarray, **ways: Any
) -> list[GeneratedCaption]:
    """Captions of pictures (B, H, W, 3) uint8 or memories (B, N, D), in batches.

    Args:
        ways: how words are chosen: see `Captioner.generate`.
    """
    captions = []
    for k, start in enumerate(range(0, len(pixels), BATCH)):
        batch = pixels[start : start + BATCH]
        captions += captioner.caption(batch, **for_batch(ways, k))
    return captions


def measure_scenes(
    captions: Sequence[GeneratedCaption],
    scenes: Sequence[Scene],
    grid: tuple[int, int],
) -> dict[str, float]:
    """What captions of drawn pictures, one of each, are worth.

    truth: percent that are true statements (one outside the grammar is not).
    pointing: percent of nouns, in captions of the grammar, whose item is pointed at;
        NaN where there is none.
    bits: how much a caption tells, on average; one true of every 2nd scene tells 1
        bit, one true of every 32nd 5, a false one none.
    distinct: how many different captions there are.
    says X: percent of captions that claim something of the kind X; of places, percent
        among scenes of two things or more.
    true X: percent of those that are true; left out where none is said.

    Raises:
        ValueError: no scene.
    """
    if not scenes:
        raise ValueError("expected at least one scene to measure on, got none")
    texts, found = [caption.text for caption in captions], []
    for caption, scene in zip(captions, scenes, strict=True):
        if made_claims(caption.text):
            found += points_at(caption, scene, grid)
    true = [
        bool(made_claims(text)) and truth(text, scene)
        for text, scene in zip(texts, scenes, strict=True)
    ]
    told = {
        text: bits(text, scenes)
        for text, is_true in zip(texts, true, strict=True)
        if is_true
    }
    told_each = [
        told[text] if is_true else 0.0
        for text, is_true in zip(texts, true, strict=True)
    ]
    return {
        "truth": 100 * float(np.mean(true)),
        "pointing": 100 * sum(found) / len(found) if found else math.nan,
        "bits": float(np.mean(told_each)),
        "distinct": len(set(texts)),
        **_by_kind(texts, true, scenes),
    }


def made_claims(text: str) -> set[str]:
    """The kinds of claim in a caption; none, if it is no sentence of the grammar."""
    try:
        return claims(text)
    except ValueError:
        return set()


def _by_kind(
    texts: list[str], true: list[bool], scenes: Sequence[Scene]
) -> dict[str, float]:
    made = [made_claims(text) for text in texts]
    scores = {}
    for kind in ("colour", "shape", "size", "number", "place", "absence"):
        asked = [kind != "place" or len(scene.items) > 1 for scene in scenes]
        said = [kind in claim for claim in made]
        right = [t for t, s in zip(true, said, strict=True) if s]
        scores[f"says {kind}"] = 100 * sum(said) / max(1, sum(asked))
        if right:
            scores[f"true {kind}"] = 100 * float(np.mean(right))
    return scores


def claim_table(scores: pd.Series) -> pd.DataFrame:
    """A row for each kind of claim: how often it is said, how often then the caption
    is true, and how often a lie about it is spotted. In percent, from a row of scores
    such as `evaluate_run` makes.
    """
    table: dict[str, dict[str, float]] = {}
    for name, value in scores.items():
        column, _, kind = name.partition(" ")
        if column in CLAIMS and pd.notna(value):
            table.setdefault(kind, {})[column] = value
    return pd.DataFrame.from_dict(table, orient="index", columns=list(CLAIMS))


def spot_lies(
    captioner: Captioner,
    pixels: Rows | Tensor | np.ndarray,
    scenes: Sequence[Scene],
    *,
    seed: int = 0,
) -> dict[str, float]:
    """For each kind of claim, how often a true sentence is likelier than a false one.

    The sentences are of the captioner's language. In percent; 50 is chance. A kind is
    left out where the captioner lacks its words, or writes too few of them.

    Args:
        pixels: as for `describe_all`.
        seed: of the sentences.
    """
    rng, known = np.random.default_rng(seed), captioner.vocabulary
    language = language_of(known.words).code
    spotted: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for start in range(0, len(scenes), BATCH):
        memory = captioner.encode(pixels[start : start + BATCH])
        foils = [
            make_foils(s, rng, known, language=language)
            for s in scenes[start : start + BATCH]
        ]
        for kind, results in spotted.items():
            rows = [
                row
                for row, made in enumerate(foils)
                if kind in made and _fit(captioner, made[kind])
            ]
            if rows:
                pairs = [text for row in rows for text in foils[row][kind]]
                likely = log_probabilities(captioner, memory[rows], pairs)
                results += (likely[0::2] > likely[1::2]).tolist()
    return {kind: 100 * float(np.mean(r)) for kind, r in spotted.items() if r}


def _fit(captioner: Captioner, texts: Sequence[str]) -> bool:
    """Whether the decoder has places for <start> and all of each sentence."""
    encode = captioner.vocabulary.encode
    longest = max(len(encode(text.split())) for text in texts)
    return longest - 1 <= captioner.decoder.max_length  # <eos> is not read


def log_probabilities(
    captioner: Captioner, memory: Tensor, texts: Sequence[str]
) -> Tensor:
    """How likely each sentence is to be generated: logarithms (R,), summed over words.

    Args:
        memory: (B, N, D).
        texts: R = K * B, K for each picture, side by side.
    """
    encode = captioner.vocabulary.encode
    ids = pad_batch([encode(text.split()) for text in texts], PAD).to(memory.device)
    with evaluating(captioner):
        logits, _ = captioner.decoder(ids[:, :-1], memory, need_weights=False)
    losses = F.cross_entropy(
        logits.transpose(1, 2), ids[:, 1:], ignore_index=PAD, reduction="none"
    )
    return -losses.sum(1)
