"""Scores of a trained captioner: words, truth and pointing, and overlays to look at.

Axes: B pictures, T words, N image tokens, L layers.
"""

__lesson__ = "10"

import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from matplotlib.figure import Figure
from torch import Tensor

from .captioner import Captioner, GeneratedCaption
from .commands import printable
from .corpus import Corpus
from .grammar import Scene
from .images import load_image, to_tensor
from .messages import translate
from .overlays import draw_words
from .run_folder import read_run
from .sampling import Sampling, for_batch
from .scene_scores import describe_all, measure_scenes, spot_lies
from .scenes import read_scenes
from .scores import score_captions
from .store import Rows
from .worlds import DRAWN

BATCH = 64  # pictures captioned at a time
COLUMNS = 10  # panels side by side in a figure


def write_captions(
    captioner: Captioner, rows: Rows | Tensor, *, shuffled: bool = False, **ways: Any
) -> list[list[str]]:
    """Words for each picture, in batches.

    Args:
        captioner: used in eval mode.
        rows: pixels or memories, as the captioner encodes them.
        shuffled: give each picture the memory of another one: a captioner that does
            not look scores the same. No caption comes out where there is no other.
        ways: how words are chosen: see `Captioner.generate`.
    """
    order = others(rows) if shuffled else torch.arange(len(rows))
    words = []
    for k, positions in enumerate(order.split(BATCH) if len(order) else ()):
        memory = captioner.encode(rows[positions])
        for ids in captioner.generate(memory, **for_batch(ways, k)):
            words.append(captioner.vocabulary.decode(ids).split())
    return words


def others(rows: Rows | Tensor) -> Tensor:
    """For each picture the position of another one, half the set away or little more.

    Empty where that cannot be: for one picture, or too many copies of one.
    """
    count = len(rows)
    own = getattr(rows, "positions", torch.arange(count))  # a copy has the same
    for distance in range(max(1, count // 2), count):
        order = torch.arange(count).roll(distance)
        if not (own[order] == own).any():
            return order
    return torch.arange(0)


def evaluate_run(
    run: Path, *, side: str = "val", own_split: bool = False, **what: Any
) -> pd.DataFrame:
    """`score_run` of a side of a finished run's data.

    Raises:
        ValueError: no finished run there, the side is empty or no longer that of the
            run's own split, or there is no other picture to shuffle with.
    """
    return score_run(*read_run(run, own_split=own_split), side=side, **what)


def score_run(
    captioner: Captioner,
    corpus: Corpus,
    settings: dict,
    *,
    side: str,
    beams: Sequence[int] = (1,),
    sampling: Sampling | None = None,
    shuffled: bool = False,
) -> pd.DataFrame:
    """A row of scores for each way of decoding, of one side of the run's data.

    Columns: decoding, images ("own" or "shuffled"), BLEU-1..4, ROUGE-L, CIDEr-D
    (x 100), captions a second (of scenes, with their attention); for scenes also what
    `measure_scenes` says, and how many lies of each kind are spotted.

    Args:
        beams: widths of beams; 1 for greedy.
        sampling: one more row, of captions drawn so.
        shuffled: the same of other images.
    """
    rows = _rows(captioner, corpus, side, settings["cache"], shuffled)
    scenes: list[Scene] = []
    spotted: dict[str, float] = {}
    if settings["data"] in DRAWN:
        known = read_scenes(corpus.captions.folder)
        scenes = [known[name] for name in corpus.splits[side]]
        lies = spot_lies(captioner, rows, scenes)
        spotted = {f"spots {kind}": share for kind, share in lies.items()}
    references, table = corpus.words(side), []
    for name, ways in decodings(beams, sampling).items():
        for images in ("own", "shuffled") if shuffled else ("own",):
            began, captions = time.perf_counter(), []
            if scenes and images == "own":
                captions = describe_all(captioner, rows, **ways)
                words = [caption.text.split() for caption in captions]
            else:
                other = images == "shuffled"
                words = write_captions(captioner, rows, shuffled=other, **ways)
            rate = len(rows) / (time.perf_counter() - began)
            row = {"decoding": name, "images": images, **score(words, references)}
            row["captions/s"] = rate
            if captions:
                row |= measure_scenes(captions, scenes, captioner.encoder.grid)
                row |= spotted
            table.append(row)
    return pd.DataFrame(table)


def _rows(
    captioner: Captioner, corpus: Corpus, side: str, cache: str, shuffled: bool
) -> Rows:
    """Pictures of a side as the captioner's encoder reads them, where there are any."""
    if not corpus.splits[side]:
        raise ValueError(
            f"expected pictures on the side {side!r}, got none; "
            f"the run's split is: {corpus.report}"
        )
    rows = corpus.rows(side, captioner.encoder, cache=cache)
    if shuffled and not len(others(rows)):
        raise ValueError(
            f"expected another picture for each of the side {side!r}, got {len(rows)} "
            "in all, or copies of one; leave out --shuffled, or add pictures"
        )
    return rows


def decodings(beams: Sequence[int], sampling: Sampling | None) -> dict[str, dict]:
    """{name: ways for `Captioner.generate`}."""
    ways: dict[str, dict] = {
        "greedy" if width == 1 else f"beam {width}": {"beam_width": width}
        for width in beams
    }
    if sampling:
        ways[str(sampling)] = {"sampling": sampling}
    return ways


def score(
    words: list[list[str]], references: list[list[list[str]]]
) -> dict[str, float]:
    """Scores x 100. CIDEr-D is NaN for one picture, for which it is always 0."""
    scores = score_captions(words, references)
    if len(references) == 1:
        scores["CIDEr-D"] = math.nan
    return scores


def draw_captions(
    captioner: Captioner, pixels: np.ndarray, *, beam_width: int = 1
) -> list[tuple[str, Figure]]:
    """Caption pictures (B, H, W, 3) uint8; each gets its text and a figure.

    The figure shows the picture, then where each word looked: attention averaged
    over layers and heads, on one scale for all words of the caption.
    """
    return [
        (caption.text, draw_caption(image, caption, captioner.encoder.grid))
        for image, caption in zip(
            pixels, captioner.caption(pixels, beam_width=beam_width), strict=True
        )
    ]


def draw_caption(
    image: np.ndarray, caption: GeneratedCaption, grid: tuple[int, int]
) -> Figure:
    """A picture (H, W, 3) uint8, then the attention of each word of its caption."""
    panels = len(caption.words) + 1
    down = -(-panels // COLUMNS)
    across = min(panels, COLUMNS)
    figure = Figure(figsize=(1.15 * across, 1.35 * down), layout="constrained")
    axes = figure.subplots(down, across, squeeze=False).ravel()
    axes[0].imshow(image)
    axes[0].set_axis_off()
    heat = caption.weights.mean((1, 2))
    if caption.words:  # a caption may be empty
        draw_words(axes[1:], to_tensor(image), caption.words, heat, grid=grid)
    return figure


def save_overlays(
    captioner: Captioner, corpus: Corpus, run: Path, *, side: str, count: int
) -> None:
    """Captioned pictures spread over a side, as RUN/overlays/NAME.png.

    NAME is the whole name of the picture, since a.jpg and a.png are two.
    """
    names = corpus.splits[side]
    names = names[:: max(1, len(names) // max(1, count))][:count]
    folder = run / "overlays"
    folder.mkdir(exist_ok=True)
    if not names:
        return
    edge = captioner.encoder.image_size
    pixels = np.stack([load_image(corpus.captions.path(name), edge) for name in names])
    figures = draw_captions(captioner, pixels)
    for name, (_, figure) in zip(names, figures, strict=True):
        figure.savefig(folder / f"{printable(name)}.png", dpi=150)
    count = len(names)
    print(translate(f"{count} pictures with overlays in {folder}"))
