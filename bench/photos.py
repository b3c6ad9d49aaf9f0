"""Caption photos through a frozen eye, and with none: one table, six pictures.

    python -m bench.photos FOLDER --eye resnet50|clip|FILE.py:FUNCTION

FOLDER holds Images/ and captions.txt. The eye's features of all its photos are cached;
a decoder learns the train list and is scored on the dev list, with each photo's own
memory and with that of another. A pure transformer, no part of it trained before, does
the same. Started again after an interruption, all of it goes on where it stopped.
"""

import argparse
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import torch

from helpers.captioner import Captioner
from helpers.corpus import Corpus
from helpers.devices import choose_device
from helpers.encoders import make_encoder
from helpers.evaluate import evaluate_run, save_overlays
from helpers.features import cache_features
from helpers.train import PHOTOS, Settings, train

OUT = Path("build/bench/photos")
BEAMS = (1, 3)
PICTURES = 6  # captioned ones, with overlays
# For a CPU: a third less work than PHOTOS asks for. 3 % of the captions are cut.
SMALLER = {"layers": 2, "max_length": 20}
FROM_NOTHING = {"encoder": "vit", "width": 128, "encoder_layers": 4, "epochs": 3}
QUICK = {"width": 16, "encoder_layers": 1, "layers": 1, "epochs": 1}

NOTE = """\
Trained on the train list, scored on the dev list after the last epoch of a schedule
fixed beforehand: no epoch was chosen. With shuffled images each caption is written from
another photo's memory; a captioner that does not look would score the same.

Scores measure eye and recipe together. A weak eye such as MobileNet V1 0.25 (half of
ImageNet's labels right, ResNet-50 three quarters) says which of two recipes is better,
not how good a stronger eye would be."""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bench.photos", description=__doc__[:76])
    parser.add_argument("folder", help="with Images/ and captions.txt")
    parser.add_argument("--eye", required=True, help="a frozen encoder")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--cache", default=Settings.cache, help="of the features")
    parser.add_argument("--quick", action="store_true", help="a try: tiny, one epoch")
    try:
        measure(parser.parse_args(arguments))
    except (ValueError, OSError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


def measure(given: argparse.Namespace) -> None:
    """Cache, train, score, draw, write the table."""
    seen = {"data": given.folder, "encoder": given.eye, "cache": given.cache}
    eye = Settings(**{**PHOTOS, **SMALLER, **seen})
    cache_all(eye)
    runs = {"eye": eye, "vit": replace(eye, **FROM_NOTHING)}
    if given.quick:
        runs = {name: replace(settings, **QUICK) for name, settings in runs.items()}
    rows = []
    for name, settings in runs.items():
        train(settings, given.out / name, resume=True)
        rows += score(given.out / name, settings)
        write(pd.DataFrame(rows), given, runs)
    save_overlays(given.out / "eye", side="val", count=PICTURES)


def cache_all(settings: Settings) -> None:
    """The eye's features of every photo in the folder, on disk."""
    corpus = Corpus.read(settings.data, folder=None, cache=settings.cache, count=0)
    paths = [corpus.captions.path(name) for name in corpus.captions.captions]
    eye = make_encoder(settings.encoder).to(choose_device())
    cache_features(eye, paths, folder=Path(settings.cache) / "seen")


def score(run: Path, settings: Settings) -> list[dict]:
    """A row for each way of decoding, of own and of shuffled images."""
    captioner = Captioner.load(run / "captioner.safetensors")
    learning = sum(p.numel() for p in captioner.parameters() if p.requires_grad)
    seconds = pd.read_csv(run / "history.csv")["seconds"].iloc[-1]
    about = {
        "encoder": settings.encoder.rpartition("/")[2],
        "decoder": f"{settings.decoder}, {settings.layers} x {settings.width}",
        "learns (M)": learning / 1e6,
        "training (min)": seconds / 60,
    }
    scores = evaluate_run(run, beams=BEAMS, shuffled=True)
    records = scores.drop(columns="captions/s").to_dict("records")
    return [{**about, **record} for record in records]


def write(table: pd.DataFrame, given: argparse.Namespace, runs: dict) -> None:
    """photos.md and photos.csv beside the folder of runs; and print the table."""
    table.to_csv(given.out.with_suffix(".csv"), index=False)
    shown = table.round(1).astype(str)
    lines = [shown.columns, ["---"] * len(shown.columns), *shown.to_numpy()]
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    told = [
        f"# Captions of photos, {date.today()}",
        f"`make bench-photos PHOTOS={given.folder} EYE={given.eye}`",
        "\n".join(f"| {' | '.join(line)} |" for line in lines),
        NOTE,
        "Training time is by the clock, validation included, pauses left out. "
        f"{os.cpu_count()} cores ({torch.backends.cpu.get_cpu_capability()}), {gpu}, "
        f"load average {os.getloadavg()[-1]:.1f}, torch {torch.__version__}.",
        *(f"- {name}: `{settings}`" for name, settings in runs.items()),
    ]
    given.out.with_suffix(".md").write_text("\n\n".join(told) + "\n")
    print(table.round(1).to_string(index=False))


if __name__ == "__main__":
    main()
