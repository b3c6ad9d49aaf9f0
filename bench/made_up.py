"""Training runs on numbers drawn at random, of any size, along the real path.

Pictures are rows of a feature store as a frozen ResNet-50 would fill it; captions are
random ids, all equally long. Time and memory depend on their sizes alone.

Axes: N image tokens, D their width, T caption tokens, V vocabulary.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import torch
from accelerate import Accelerator

from helpers.batches import CaptionedPictures
from helpers.captioner import Captioner
from helpers.devices import number_format
from helpers.run_folder import claim_folder
from helpers.settings import Settings, choose_settings, configure
from helpers.store import FeatureStore, Rows
from helpers.tokens import EOS, START, Vocabulary
from helpers.train import Run

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


class MadeUpRun(Run):
    """A run of helpers.train that reads made-up data in place of pictures."""

    def __init__(self, size: Size, out: Path, store: Path, **others):
        wanted = settings(size, **others)
        accelerator = Accelerator(mixed_precision=number_format(), project_dir=out)
        claim_folder(wanted, out, resume=False)
        self.size, self.store = size, store
        super().__init__(wanted, out, accelerator, 60.0, False)

    def _read_data(self) -> Captioner:
        count, length = self.size.pictures, self.size.length
        words = Vocabulary(f"w{k}" for k in range(WORDS))
        self.train = self.val = CaptionedPictures(
            rows(count, self.store), captions(count, length), choose="all"
        )
        return Captioner(configure(self.settings), words, pretrained=True)
