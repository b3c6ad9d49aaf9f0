"""Caption photos of a disk: what `helpers.caption` does when it knows its options.

Axes: B photos, T words, L layers, N image tokens.
"""

__lesson__ = "10"

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor
from tqdm import tqdm

from .captioner import PHOTOS, SCENES, Captioner, GeneratedCaption
from .commands import printable
from .devices import choose_device
from .evaluation import draw_caption
from .explorer import as_page, explore
from .features import decode_ahead
from .files import whole_file
from .images import load_image
from .sampling import for_batch
from .wandb_runs import CAPTIONER, find_run

BATCH = 16  # photos at a time: more are no faster on a CPU
DIGITS = 4  # of a weight in JSON


def choose_captioner(
    run: Path | str | None = None, *, scenes: bool = False
) -> Captioner:
    """That of a run, or the one kept for photos, or for scenes; on the best device.

    Raises:
        ValueError: the run has none.
        ImportError: the package that holds the encoder for photos, or wandb for a run
            that is kept there, is not installed.
    """
    file = SCENES if scenes else PHOTOS
    if run is not None:
        file = find_run(run) / CAPTIONER
    return Captioner.load(file).to(choose_device())


def caption_photos(
    captioner: Captioner, paths: Sequence[Path], **ways: Any
) -> Iterator[tuple[Path, np.ndarray, GeneratedCaption] | tuple[Path, ValueError]]:
    """Each path with its pixels (H, W, 3) uint8 and its caption, or what is wrong.

    Photos are decoded by threads while the captioner works on those before.

    Args:
        ways: how words are chosen: see `Captioner.generate`.
    """
    load = partial(load_image, side=captioner.encoder.image_size)
    named = [(path, path) for path in paths]
    for k, batch in enumerate(decode_ahead(named, load, BATCH)):
        pixels = {path: x for path, x in batch if not isinstance(x, ValueError)}
        written = {}
        if pixels:
            stacked = np.stack(list(pixels.values()))
            said = captioner.caption(stacked, **for_batch(ways, k))
            written = dict(zip(pixels, said, strict=True))
        for path, x in batch:
            if isinstance(x, ValueError):
                yield path, x
            else:
                yield path, x, written[path]


def tell_all(
    captioner: Captioner, paths: Sequence[Path], given: argparse.Namespace
) -> bool:
    """Say every caption, write the files asked for; whether all could be read."""
    began, unread = time.perf_counter(), 0
    told = caption_photos(captioner, paths, **given.ways)
    with tqdm(told, total=len(paths), unit="photo", disable=None) as bar:
        for path, *result in bar:
            if len(result) == 1:
                tqdm.write(f"helpers.caption: {result[0]}", file=sys.stderr)
                unread += 1
                continue
            pixels, written = result
            with tqdm.external_write_mode(sys.stdout):
                print(_line(path, written, captioner.encoder.grid, given.json))
            if given.overlay or given.explorer:
                write_files(given, path, pixels, written, captioner.encoder.grid)
    seconds, done = time.perf_counter() - began, len(paths) - unread
    rate = f"{done / seconds:.1f} a second, {choose_device().type}"
    print(f"{done} photos in {seconds:.1f} s: {rate}", file=sys.stderr)
    return not unread


def _line(
    path: Path, written: GeneratedCaption, grid: tuple[int, int], as_json: bool
) -> str:
    name = printable(str(path))
    if not as_json:
        return f"{name}: {written.text or '(no words)'}"
    return json.dumps(
        {
            "photo": name,
            "caption": written.text,
            "words": written.words,
            "grid": grid,
            "attention": _rounded(written.weights.mean((1, 2))),
        }
    )


def _rounded(weights: Tensor) -> list[list[float]]:
    return [[round(x, DIGITS) for x in row] for row in weights.tolist()]


def write_files(
    given: argparse.Namespace,
    path: Path,
    pixels: np.ndarray,
    written: GeneratedCaption,
    grid: tuple[int, int],
) -> None:
    """The overlay and the explorer of one photo, as far as they are asked for."""
    given.out.mkdir(parents=True, exist_ok=True)
    name = printable(path.name)
    if given.overlay:
        figure = draw_caption(pixels, written, grid)
        with whole_file(given.out / f"{name}.png") as draft:
            figure.savefig(draft, dpi=150, format="png")
    if given.explorer:
        page = as_page(
            explore(pixels, written.words, written.weights, grid=grid), written.text
        )
        with whole_file(given.out / f"{name}.html") as draft:
            draft.write_text(page, encoding="utf-8")
