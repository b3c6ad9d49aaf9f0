"""Training runs on numbers drawn at random, of any size, along the real path.

Pictures are rows of a feature store as a frozen ResNet-50 would fill it; captions are
random ids, all equally long. Time and memory depend on their sizes alone.

Axes: N image tokens, D their width, T caption tokens, V vocabulary.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import torch

from helpers.batches import CaptionedPictures
from helpers.captioner import Captioner
from helpers.devices import make_accelerator
from helpers.run import Run
from helpers.run_data import RunData
from helpers.settings import Settings, choose_settings, configure
from helpers.store import FeatureStore, Rows
from helpers.tokens import EOS, START, Vocabulary

from . import plain

TOKENS, WIDTH = 49, 2048  # N and D of ResNet-50 at 224 pixels
CAPTIONS = 5  # of each picture
WORDS = 2000  # V, without the specials: about Flickr8k's that occur five times


@dataclass(frozen=True)
class Size:
    """How many pictures; of a batch, pictures and ids a caption."""

    pictures: int = 64
    batch: int = 8
    length: int = 16
    eye: str = "eye"  # of bench.plain; it is built, and sees nothing


def settings(size: Size, **others) -> Settings:
    """As for photos."""
    spec = f"{Path(plain.__file__)}:{size.eye}"
    wanted = choose_settings({"data": "made up", "encoder": spec, "epochs": 1})
    return replace(wanted, batch_size=size.batch, max_length=size.length, **others)


def rows(count: int, folder: Path) -> Rows:
    """Random memories on disk, float16 (N, D); written once, then read again."""
    about = {"rows": "made up"}
    store = FeatureStore(
        folder, row_shape=(TOKENS, WIDTH), dtype=torch.float16, about=about
    )
    names = [f"{k:032x}" for k in range(count)]
    generator = torch.Generator().manual_seed(len(store))
    for start in range(len(store), count, 64):
        part = names[start : min(start + 64, count)]
        drawn = torch.randn(len(part), TOKENS, WIDTH, generator=generator)
        store.append(part, drawn)
    return store.rows(names)


def captions(count: int, length: int) -> list[list[list[int]]]:
    """Five captions of exactly `length` ids for each picture."""
    generator = torch.Generator().manual_seed(0)
    drawn = torch.randint(4, 4 + WORDS, (count, CAPTIONS, length), generator=generator)
    drawn[:, :, 0], drawn[:, :, -1] = START, EOS
    return drawn.tolist()


def made_up_run(size: Size, out: Path, store: Path, **others) -> Run:
    """A run of helpers.train on made-up data in the place of pictures."""
    wanted = settings(size, **others)
    out.mkdir(parents=True, exist_ok=True)
    words = Vocabulary(f"w{k}" for k in range(WORDS))
    pictures = CaptionedPictures(
        rows(size.pictures, store), captions(size.pictures, size.length), choose="all"
    )
    captioner = Captioner(configure(wanted), words, pretrained=True)
    data = RunData(captioner, train=pictures, val=pictures, record={})
    return Run(wanted, data, out, make_accelerator(project_dir=out), save_minutes=60)
