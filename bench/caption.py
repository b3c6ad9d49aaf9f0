"""How fast `helpers.caption` is on a folder of photos, beside the eye's bare work.

    python -m bench.caption                 100 photos that it makes, of a phone's size
    python -m bench.caption FOLDER

Then from one photo of a phone, turned by its EXIF, to what the demo shows of it, after
start and without the browser.

The bare work: the encoder's forward pass alone, on pixels that were read before, in
the batches of the command. The command reads files, sees, writes with beam 3 or
greedily, and works out where each word looked.
"""

import argparse
import os
import statistics
import time
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from PIL import Image

from helpers.caption import find_photos
from helpers.captioner import Captioner
from helpers.captioning import BATCH, caption_photos, choose_captioner
from helpers.commands import in_words
from helpers.free_photos import free_photos
from helpers.images import ORIENTATION, load_image, normalize, to_tensor

MADE = Path("build/bench/photos-of-a-phone")
COUNT, SIZE = 100, (4000, 3000)  # 12 megapixels
TURNED, TIMES = MADE.with_name("turned.jpg"), 5
CROP = 0.9  # of a photo's width, so that no two are alike


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bench.caption", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", nargs="?", type=Path)
    given = parser.parse_args()
    paths = find_photos([str(given.folder or make_photos(MADE))])
    captioner = choose_captioner()
    list(caption_photos(captioner, paths[:BATCH]))  # the first call of all is slower
    seconds = {"the encoder alone": bare(captioner, paths)}
    for name, width in (("greedy", 1), ("beam 3", 3)):
        began = time.perf_counter()
        list(caption_photos(captioner, paths, beam_width=width))
        seconds[f"files to captions, {name}"] = time.perf_counter() - began
    table = pd.DataFrame({"seconds": seconds})
    table["photos/s"] = len(paths) / table["seconds"]
    table["times the encoder's"] = table["seconds"] / seconds["the encoder alone"]
    print(table.round(2).to_string())
    where = f"{os.cpu_count()} cores, {torch.get_num_threads()} threads"
    print(f"{len(paths)} photos, {where}, torch {torch.__version__}")
    print(f"the demo: {in_demo():.2f} s a photo of a phone, median of {TIMES}")


def bare(captioner: Captioner, paths: list[Path]) -> float:
    """Seconds of the forward pass over photos that are already pixels."""
    encoder, took = captioner.encoder, 0.0
    for k in range(0, len(paths), BATCH):
        batch = paths[k : k + BATCH]
        pixels = np.stack([load_image(path, encoder.image_size) for path in batch])
        images = normalize(to_tensor(pixels), encoder.mean, encoder.std)
        began = time.perf_counter()
        with torch.inference_mode():
            encoder(images)
        took += time.perf_counter() - began
    return took


def in_demo() -> float:
    """Seconds from a photo's file to the demo's caption and explorer, the median."""
    from helpers.app import answer  # here: only this needs the extra app

    turned = Image.Exif()
    turned[ORIENTATION] = 6
    with Image.open(free_photos()["admiral"]) as photo:
        TURNED.parent.mkdir(parents=True, exist_ok=True)
        photo.resize(SIZE).save(TURNED, quality=85, exif=turned)
    answer(str(TURNED), None)  # reads the captioners, as the demo does at its start
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        answer(str(TURNED), None)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def make_photos(folder: Path) -> Path:
    """Parts of free photos, each enlarged to a phone's size, as JPEG; made once."""
    if len(list(folder.glob("*.jpg"))) == COUNT:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    rng, free = np.random.default_rng(0), list(free_photos().values())
    for k in range(COUNT):
        with Image.open(free[k % len(free)]) as photo:
            width, height = (int(CROP * x) for x in photo.size)
            left = int(rng.integers(photo.width - width))
            top = int(rng.integers(photo.height - height))
            part = photo.convert("RGB").crop((left, top, left + width, top + height))
        part.resize(SIZE).save(folder / f"{k:03}.jpg", quality=85)
    return folder


if __name__ == "__main__":
    with in_words("bench.caption"):
        main()
