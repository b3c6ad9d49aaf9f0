"""A set of COCO's size: does it open in seconds, and take little memory?

    python -m bench.coco               118,287 pictures with five captions each
    python -m bench.coco --pictures 5000

Simulated: the files hold a few bytes each, the captions are words drawn at random, and
a row has 49 tokens of 8 numbers in the place of 2,048; their number is right. All goes
the way of helpers.train, from captions.txt to batches; no model learns. Of a real set
each start reads 19 GB of photos too, at the disk's speed, to name them by their bytes.
"""

import argparse
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil
import torch
from PIL import Image

from helpers.batches import make_loader
from helpers.corpus import Corpus
from helpers.store import FeatureStore, hash_image

PICTURES, CAPTIONS = 118_287, 5  # of COCO's training list, 2017
WORDS, LENGTH = 10_000, 11  # that occur five times; of a caption, on average
TOKENS, WIDTH = 49, 8
BATCH, PART = 64, 4096
ABOUT = {"rows": "simulated"}
MB = 1e6
Result = TypeVar("Result")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.coco", description=__doc__[:67])
    parser.add_argument("--pictures", type=int, default=PICTURES)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        began = time.monotonic()
        folder, store = Path(place) / "photos", Path(place) / "store"
        lay_out(folder, store, given.pictures)
        print(f"{given.pictures:,} pictures laid out, {time.monotonic() - began:.0f} s")
        measure(folder, store)


def lay_out(folder: Path, store: Path, count: int) -> None:
    """The set as people have it, and the rows that a frozen encoder would have left."""
    (folder / "Images").mkdir(parents=True)
    rng, pixel = np.random.default_rng(0), one_pixel()
    names = [f"{k:012d}.jpg" for k in range(count)]
    drawn = 1 / np.arange(1, WORDS + 1)  # words are as unequal as people's
    words = rng.choice(WORDS, (count, CAPTIONS, LENGTH), p=drawn / drawn.sum())
    with open(folder / "captions.txt", "w", encoding="utf-8") as file:
        file.write("image,caption\n")
        for name, captions in zip(names, words.tolist(), strict=True):
            (folder / "Images" / name).write_bytes(pixel + name.encode())
            for caption in captions:
                said = " ".join(f"w{letters(word)}" for word in caption)
                file.write(f"{name},{said} .\n")
    rows = open_store(store)
    hashes = [hash_image(folder / "Images" / name) for name in names]
    for start in range(0, count, PART):
        part = hashes[start : start + PART]
        rows.append(part, torch.randn(len(part), TOKENS, WIDTH))


def one_pixel() -> bytes:
    """The smallest picture; what stands behind it in a file is not looked at."""
    file = io.BytesIO()
    Image.new("RGB", (1, 1)).save(file, "JPEG")
    return file.getvalue()


def letters(number: int) -> str:
    """A number in letters, as words have no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def open_store(folder: Path) -> FeatureStore:
    shape, dtype = [TOKENS, WIDTH], torch.float16
    return FeatureStore(folder, row_shape=shape, dtype=dtype, about=ABOUT)


def measure(folder: Path, store: Path) -> None:
    """Print seconds and memory of each step, and rows a second."""
    before = memory()

    def timed(what: str, work: Callable[[], Result]) -> Result:
        began = time.monotonic()
        result = work()
        seconds = time.monotonic() - began
        print(f"{what:32}{seconds:8.1f} s{memory() - before:8.0f} MB more")
        return result

    corpus = timed(
        "captions read, pictures split",
        lambda: Corpus.read(str(folder), folder=None, cache=store, count=0),
    )
    vocabulary = timed("vocabulary", lambda: corpus.vocabulary(5))
    paths = [corpus.captions.path(name) for name in corpus.splits["train"]]
    hashes = timed("pictures named", lambda: [hash_image(path) for path in paths])
    rows = timed("rows opened", lambda: open_store(store).rows(hashes))
    pictures = timed(
        "captions as ids",
        lambda: corpus.pictures(
            "train", rows, vocabulary, max_length=20, choose="all", seed=0
        ),
    )
    for epoch in (1, 2):
        began, taken = time.monotonic(), 0
        for seen, _ in batches(pictures, epoch):
            taken += len(seen)
        speed = taken / (time.monotonic() - began)
        told = f"{taken:,} rows, epoch {epoch}"
        print(f"{told:32}{speed:8.0f} a second{memory() - before:8.0f} MB more")


def batches(pictures, epoch: int) -> Iterator:
    pictures.set_epoch(epoch)
    yield from islice(make_loader(pictures, BATCH, shuffle=True), 500)


def memory() -> float:
    """Of this process, MB."""
    return psutil.Process().memory_info().rss / MB


if __name__ == "__main__":
    main()
