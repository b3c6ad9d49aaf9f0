"""Score a trained captioner: scores, truth and pointing, and overlays to look at.

    python -m helpers.evaluate runs/scenes --beam 1 3

Axes: B pictures, T words, N image tokens, L layers.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from matplotlib.figure import Figure
from torch import Tensor

from .captioner import Captioner, Written
from .corpus import Corpus
from .devices import choose_device
from .grammar import Scene, named_items, truth
from .images import load_image, to_tensor
from .overlays import draw_words, peak_in_box, to_grid
from .scenes import read_scenes
from .scores import score_captions
from .store import Rows
from .tokens import SPECIALS

BATCH = 64  # pictures captioned at a time
COLUMNS = 10  # panels side by side in a figure


def write_captions(
    captioner: Captioner,
    rows: Rows | Tensor,
    *,
    beam_width: int = 1,
    shuffled: bool = False,
) -> list[list[str]]:
    """Words for each picture, in batches.

    Args:
        captioner: used in eval mode.
        rows: pixels or memories, as the captioner remembers them.
        beam_width: 1 for greedy.
        shuffled: give each picture the memory of another one, half the set away: a
            captioner that does not look scores the same.
    """
    count = len(rows)
    order = torch.arange(count).roll(count // 2 if shuffled else 0)
    words = []
    for positions in order.split(BATCH):
        memory = captioner.look(rows[positions])
        for ids in captioner.write(memory, beam_width=beam_width):
            words.append(captioner.vocabulary.decode(ids).split())
    return words


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
    written: Written, scene: Scene, grid: tuple[int, int], *, margin: int = 1
) -> list[bool]:
    """For each noun of a caption: does attention peak inside an item it may mean?

    Attention is averaged over layers and heads. Inside means in a patch that the
    item's box touches, give or take `margin` patches.
    """
    spoken = [t for t, word in enumerate(written.words) if word not in SPECIALS]
    heat = to_grid(written.weights[spoken].mean((1, 2)), *grid)  # (T, rows, cols)
    found = []
    for word, items in named_items(written.text, scene):
        boxes = [
            box_in_cells(scene.items[i].box, scene.side, grid, margin) for i in items
        ]
        found.append(any(peak_in_box(heat[word], box) for box in boxes))
    return found


def measure_scenes(
    captioner: Captioner,
    pixels: Rows | Tensor | np.ndarray,
    scenes: Sequence[Scene],
    *,
    beam_width: int = 1,
) -> dict[str, float]:
    """Truth and pointing, in percent, over drawn pictures (B, H, W, 3) uint8.

    truth: captions that are true statements (one outside the grammar is not).
    pointing: nouns whose item is pointed at, of all nouns in captions of the grammar.
    """
    true, found = 0, []
    for start in range(0, len(scenes), BATCH):
        batch = slice(start, start + BATCH)
        writings = captioner.caption(pixels[batch], beam_width=beam_width)
        for written, scene in zip(writings, scenes[batch], strict=True):
            try:
                true += truth(written.text, scene)
                found += points_at(written, scene, captioner.encoder.grid)
            except ValueError:  # no sentence: not true, and names nothing
                continue
    return {
        "truth": 100 * true / len(scenes),
        "pointing": 100 * sum(found) / max(1, len(found)),
    }


def evaluate_run(
    run: Path, *, side: str = "val", beams: Sequence[int] = (1,), shuffled: bool = False
) -> pd.DataFrame:
    """A row of scores for each way of decoding, of one side of the run's data.

    Columns: decoding, images ("own" or "shuffled"), BLEU-1..4, ROUGE-L, CIDEr-D
    (x 100), captions a second; for scenes also truth and pointing in percent.

    Raises:
        ValueError: no finished run there, or the side is empty.
    """
    captioner, corpus, settings = read_run(run)
    if not corpus.splits[side]:
        raise ValueError(
            f"expected pictures on the side {side!r}, got none; "
            f"the run's split is: {corpus.report}"
        )
    rows = corpus.rows(side, captioner.encoder, cache=settings["cache"])
    references = corpus.words(side)
    table = []
    for beam_width in beams:
        for images in ("own", "shuffled") if shuffled else ("own",):
            began = time.perf_counter()
            words = write_captions(
                captioner, rows, beam_width=beam_width, shuffled=images == "shuffled"
            )
            seconds = time.perf_counter() - began
            row = {
                "decoding": "greedy" if beam_width == 1 else f"beam {beam_width}",
                "images": images,
                **score_captions(words, references),
                "captions/s": len(rows) / seconds,
            }
            if settings["data"] == "scenes" and images == "own":
                known = read_scenes(corpus.captions.folder)
                scenes = [known[name] for name in corpus.splits[side]]
                row |= measure_scenes(captioner, rows, scenes, beam_width=beam_width)
            table.append(row)
    return pd.DataFrame(table)


def read_run(run: Path) -> tuple[Captioner, Corpus, dict]:
    """A run's captioner on the best device, its data, and its settings.

    Raises:
        ValueError: the folder holds no run, or one whose first epoch never ended.
    """
    if not (run / "run.json").exists():
        raise ValueError(
            f"expected the folder of a training run, got {run}; "
            f"make one with `python -m helpers.train --out {run}`"
        )
    settings = json.loads((run / "run.json").read_text())
    captioner = Captioner.load(run / "captioner.safetensors").to(choose_device())
    names = ("data", "folder", "cache", "count")
    return captioner, Corpus.read(**{name: settings[name] for name in names}), settings


def draw_captions(
    captioner: Captioner, pixels: np.ndarray, *, beam_width: int = 1
) -> list[tuple[str, Figure]]:
    """Caption pictures (B, H, W, 3) uint8; each gets its text and a figure.

    The figure shows the picture, then where each word looked: attention averaged
    over layers and heads, on one scale for all words of the caption.
    """
    return [
        (written.text, _draw(image, written, captioner.encoder.grid))
        for image, written in zip(
            pixels, captioner.caption(pixels, beam_width=beam_width), strict=True
        )
    ]


def _draw(image: np.ndarray, written: Written, grid: tuple[int, int]) -> Figure:
    panels = len(written.words) + 1
    down = -(-panels // COLUMNS)
    across = min(panels, COLUMNS)
    figure = Figure(figsize=(1.15 * across, 1.35 * down), layout="constrained")
    axes = figure.subplots(down, across, squeeze=False).ravel()
    axes[0].imshow(image)
    axes[0].set_axis_off()
    heat = written.weights.mean((1, 2))
    if written.words:  # a caption may end before it begins
        draw_words(axes[1:], to_tensor(image), written.words, heat, grid=grid)
    return figure


def main(arguments: list[str] | None = None) -> None:
    """Print the scores, write scores.csv and overlays into the run's folder."""
    parser = argparse.ArgumentParser(
        prog="helpers.evaluate", description=__doc__.split("\n")[0]
    )
    parser.add_argument("run", type=Path, help="folder of a training run")
    parser.add_argument("--side", default="val", choices=["train", "val", "test"])
    parser.add_argument("--beam", type=int, nargs="+", default=[1], help="1 = greedy")
    parser.add_argument("--shuffled", action="store_true", help="other images too")
    parser.add_argument("--overlays", type=int, default=6, help="pictures to draw")
    given = parser.parse_args(arguments)
    try:
        table = evaluate_run(
            given.run, side=given.side, beams=given.beam, shuffled=given.shuffled
        )
        print(table.round(1).to_string(index=False))
        table.to_csv(given.run / "scores.csv", index=False)
        save_overlays(given.run, side=given.side, count=given.overlays)
    except (ValueError, OSError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


def save_overlays(run: Path, *, side: str, count: int) -> None:
    """Captioned pictures spread over a side, as RUN/overlays/NAME.png."""
    captioner, corpus, _ = read_run(run)
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
        figure.savefig(folder / f"{Path(name).stem}.png", dpi=150)
    print(f"{len(names)} pictures with overlays in {folder}")


if __name__ == "__main__":
    main()
