"""What the cases of the benchmark share: photos, an eye, a captioner of some epochs."""

import csv
import itertools
import shutil
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import torch

from helpers.captioner import Captioner
from helpers.corpus import Corpus
from helpers.devices import choose_device, half_on_gpu, make_accelerator
from helpers.encoders import make_encoder
from helpers.features import cache_features
from helpers.run import Run, open_run
from helpers.settings import Settings, choose_settings

from . import plain
from .measure import seconds


@dataclass(frozen=True)
class Sizes:
    """How much is measured; the defaults take minutes."""

    data: str = "scenes"
    photos: int = 256  # read, learnt (four fifths of them) and captioned
    written: int = 100  # of these are captioned
    eye: str = "eye"  # of bench.plain
    width: int = 256
    batch: int = 16  # pictures
    epochs: int = 8  # of ours, after one to warm up
    steps: int = 4  # of plain, after one to warm up
    repeats: int = 5
    extractions: int = 3  # of all photos, bare and cached
    cache: str = Settings.cache


class Workshop:
    """What the cases share: photos, an eye, a captioner trained for a few epochs."""

    def __init__(self, sizes: Sizes, out: Path):
        self.sizes, self.out = sizes, out

    @cached_property
    def corpus(self) -> Corpus:
        """The first photos of the data with their captions, in a folder of their own.

        Copied, so that no cache of features made earlier knows them.
        """
        sizes, folder = self.sizes, self.out / "photos"
        whole = Corpus.read(
            sizes.data, folder=None, cache=sizes.cache, count=sizes.photos
        ).captions
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "Images").mkdir(parents=True)
        with open(folder / "captions.txt", "w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(["image", "caption"])
            for name in itertools.islice(whole.captions, sizes.photos):
                shutil.copy(whole.path(name), folder / "Images")
                table.writerows((name, text) for text in whole.captions[name])
        return Corpus.read(str(folder), folder=None, cache=sizes.cache, count=0)

    @property
    def paths(self) -> list[Path]:
        captions = self.corpus.captions
        return [captions.path(name) for name in captions.captions]

    @cached_property
    def settings(self) -> Settings:
        """As for photos, learning from all words and from all five captions."""
        spec = f"{Path(plain.__file__)}:{self.sizes.eye}"
        wanted = choose_settings({"data": "photos", "encoder": spec, "min_count": 1})
        return replace(
            wanted,
            data=str(self.corpus.captions.folder),
            width=self.sizes.width,
            batch_size=self.sizes.batch,
            epochs=1 + self.sizes.epochs,
            cache=str(self.out / "cache"),
        )

    @cached_property
    def trained(self) -> tuple[Run, Captioner, list[float]]:
        """A run of helpers.train, its captioner, and the seconds of each epoch.

        Not counted: validation and the checkpoint after it.
        """
        out = self.out / "run"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        accelerator = make_accelerator(project_dir=out)
        run = open_run(self.settings, out, accelerator, save_minutes=60)
        took = []
        for epoch in range(self.settings.epochs):
            took.append(seconds(partial(run.train_epoch, epoch)))
            run.finish_epoch()
        return run, accelerator.unwrap_model(run.model).eval(), took[1:]

    @cached_property
    def extraction(self) -> dict[str, list[float]]:
        """Seconds of the bare forward pass, of filling the cache, of reading it."""
        device = choose_device()
        torch.manual_seed(0)
        eye = make_encoder(self.settings.encoder).to(device)
        images = plain.read_images(self.paths, eye.image_size).split(64)

        def bare():
            with torch.inference_mode(), half_on_gpu(device):
                return [eye(part.to(device)).cpu() for part in images]

        def extract(folder):
            rows = cache_features(eye, self.paths, folder=folder, progress=False)
            return rows[:]

        took = {"bare": [], "first": [], "second": []}
        with torch.inference_mode():
            eye(images[0].to(device))  # to warm up
        for k in range(self.sizes.extractions):
            folder = self.out / f"extracted-{k}"
            shutil.rmtree(folder, ignore_errors=True)
            took["bare"].append(seconds(bare))
            took["first"].append(seconds(partial(extract, folder)))
            took["second"].append(seconds(partial(extract, folder)))
            shutil.rmtree(folder)
        return took
