"""Five captioners on the same pictures, measured the same way: one table, one plot.

    python -m bench.table                        on drawn scenes, with small eyes
    python -m bench.table --data flickr8k        on photos, ResNet-50 and CLIP
    python -m bench.table --data FOLDER --grid FILE.py:FUNCTION

Each learns the train list and is scored on the dev list, greedy and with beam 3, with
each picture's own memory and with that of another. What a frozen eye sees is cached for
the whole folder. An eye whose weights are not at hand leaves its row empty. Started
again after an interruption, all goes on where it stopped.
"""

import argparse
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import torch
from matplotlib.figure import Figure

from helpers.captioner import Captioner
from helpers.commands import in_words
from helpers.corpus import Corpus
from helpers.devices import choose_device
from helpers.encoders import make_encoder
from helpers.evaluation import others, save_overlays, score_run
from helpers.features import cache_features
from helpers.loss import summed_loss
from helpers.run_folder import read_run
from helpers.scene_scores import CLAIMS
from helpers.scores import token_accuracy
from helpers.settings import Settings, choose_settings
from helpers.tokens import PAD
from helpers.train import train

OUT = Path("build/bench/table")
SMALL_EYES = Path(__file__).with_name("small_eyes.py")
BEAMS = (1, 3)
PICTURES = 6  # captioned ones a captioner, with overlays
BATCH = 64  # pictures measured at a time
# For a CPU: shorter captions (3 % of them are cut), and an eye from nothing that is
# small, for 6,000 photos teach no large one.
PHOTOS_HERE = {"max_length": 20}
PIECES_HERE = {"max_length": 24}  # as many captions are cut
VIT_HERE = {"width": 128, "encoder_layers": 4, "epochs": 3}
QUICK = {"width": 16, "heads": 2, "encoder_layers": 1, "layers": 1, "epochs": 1}

NOTE = """\
Trained on the train list, scored on the dev list after the last epoch of a schedule
fixed beforehand: no epoch was chosen. With shuffled images each caption is written from
another picture's memory; a captioner that does not look would score the same. The
shuffled gap is that test for the loss of the true captions, in nats a word. Token
accuracy is teacher-forced: the true words before are given. Where words are written in
pieces both are per piece, and compare with no others.

Scores measure eye and recipe together. Small eyes, or one such as MobileNet V1 0.25
(half of ImageNet's labels right, ResNet-50 four fifths), tell recipes apart, not how
good a stronger eye would be."""


KINDS = """\
Of each kind of claim: how many captions make it (a place: among scenes of two things or
more), how many of these are true, and in how many pairs of a true and a false sentence
the true one is likelier (spots; 50 is chance). All in percent."""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="bench.table", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--data", default="scenes", help="as for helpers.train")
    parser.add_argument("--grid", help="eye of those named grid")
    parser.add_argument("--clip", help="eye of the one named CLIP")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--cache", default=Settings.cache, help="of pictures, features")
    parser.add_argument("--quick", action="store_true", help="a try: tiny, one epoch")
    parser.add_argument("--count", type=int, default=Settings.count, help="of scenes")
    given = parser.parse_args(arguments)
    with in_words(parser.prog):
        measure(given)


def measure(given: argparse.Namespace) -> None:
    """Train and score each captioner whose eye is at hand; write the table."""
    rows, missing = [], {}
    runs = captioners(given)
    for name, settings in runs.items():
        try:
            cache_all(settings)
        except (ImportError, OSError) as error:
            missing[name] = str(error).splitlines()[0]
            print(f"{name}: left out, {missing[name]}")
            continue
        out = given.out / name.replace(" ", "-")
        train(settings, out, resume=True)
        read = read_run(out)
        rows += score(name, out, settings, read)
        save_overlays(*read[:2], out, side="val", count=PICTURES)
        write(pd.DataFrame(rows), given, runs, missing)
    write(pd.DataFrame(rows), given, runs, missing)
    print(pd.DataFrame(rows).round(2).to_string(index=False))


def captioners(given: argparse.Namespace) -> dict[str, Settings]:
    """Those of the table: an eye and a mouth each, settings that suit the data."""
    drawn = given.data == "scenes"
    grid = given.grid or (f"{SMALL_EYES}:resnet" if drawn else "resnet50")
    clip = given.clip or (f"{SMALL_EYES}:clip" if drawn else "clip")
    here = {} if drawn else PHOTOS_HERE
    pieces = {} if drawn else PIECES_HERE

    def choose(encoder: str, **other) -> Settings:
        data = {"data": given.data, "cache": given.cache, "count": given.count}
        return choose_settings({**data, **here, "encoder": encoder, **other})

    runs = {
        "pure transformer": choose("vit", **({} if drawn else VIT_HERE)),
        "grid + transformer": choose(grid),
        "grid + LSTM": choose(grid, decoder="lstm"),
        "grid + pieces of words": choose(grid, tokens="bpe", **pieces),
        "CLIP + transformer": choose(clip),
    }
    if given.quick:
        runs = {name: replace(settings, **QUICK) for name, settings in runs.items()}
    return runs


def cache_all(settings: Settings) -> None:
    """A frozen eye's features of every picture in the folder, on disk.

    Raises:
        ImportError, OSError: the eye is not at hand.
    """
    if settings.encoder == "vit":
        return
    eye = make_encoder(settings.encoder).to(choose_device())
    if any(p.requires_grad for p in eye.parameters()):
        return
    data = ("data", "folder", "cache", "count")
    corpus = Corpus.read(**{name: getattr(settings, name) for name in data})
    paths = [corpus.captions.path(name) for name in corpus.captions.captions]
    cache_features(eye, paths, folder=Path(settings.cache) / "seen")


def score(name: str, run: Path, settings: Settings, read: tuple) -> list[dict]:
    """A row for each way of decoding, of own and of shuffled images.

    Args:
        read: what `read_run` gives of the run.
    """
    own, accuracy = teacher_forced(*read, shuffled=False)
    shuffled, _ = teacher_forced(*read, shuffled=True)
    seconds = pd.read_csv(run / "history.csv")["seconds"].iloc[-1]
    about = {
        "captioner": name,
        "eye": Path(settings.encoder).name,
        "decoder": f"{settings.decoder}, {settings.width} wide",
        "parameters (M)": sum(p.numel() for p in read[0].parameters()) / 1e6,
        "training (min)": seconds / 60,
        "token accuracy": 100 * accuracy,
        "shuffled gap": shuffled - own,
    }
    scores = score_run(*read, side="val", beams=BEAMS, shuffled=True)
    return [{**about, **record} for record in scores.to_dict("records")]


@torch.no_grad()
def teacher_forced(
    captioner: Captioner, corpus: Corpus, settings: dict, *, shuffled: bool
) -> tuple[float, float]:
    """Mean loss a word and share of next words right, given the true words before.

    Args:
        shuffled: with the memory of another picture of the dev list.
    """
    rows = corpus.rows("val", captioner.encoder, cache=settings["cache"])
    pictures = corpus.pictures(
        "val",
        rows,
        captioner.vocabulary,
        max_length=settings["max_length"],
        choose="all",
    )
    own = torch.arange(len(rows))
    shown = others(rows) if shuffled else own
    if not len(shown):
        raise ValueError(f"expected pictures to shuffle among, got {len(own)}")
    sums = torch.zeros(3, dtype=torch.float64)
    for positions in own.split(BATCH):
        memory = captioner.encode(rows[shown[positions]])
        _, ids = pictures.__getitems__(positions.tolist())
        ids = ids.to(memory.device)
        logits, _ = captioner.decoder(ids, memory, need_weights=False)
        loss, words = summed_loss(logits[:, :-1], ids[:, 1:])
        right = token_accuracy(logits, ids, PAD) * words
        sums += torch.stack([loss, right, words]).cpu()
    loss, right, words = sums.tolist()
    return loss / words, right / words


def write(
    table: pd.DataFrame, given: argparse.Namespace, runs: dict, missing: dict
) -> None:
    """table.csv, table.md and table.png beside the folder of runs."""
    given.out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(given.out.with_suffix(".csv"), index=False)
    draw(table).savefig(given.out.with_suffix(".png"), dpi=150)
    of_claims = [name for name in table if name.partition(" ")[0] in CLAIMS]
    kinds = table[["captioner", "decoding", *of_claims]][table["images"] == "own"]
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    told = [
        f"# Five captioners on {given.data}, {date.today()}",
        markdown(table.drop(columns=of_claims)),
        *([KINDS, markdown(kinds)] if of_claims else []),
        *(f"{name}: not measured, {why}" for name, why in missing.items()),
        NOTE,
        "Training time is by the clock, validation included, pauses left out. "
        f"{os.cpu_count()} cores ({torch.backends.cpu.get_cpu_capability()}), {gpu}, "
        f"load average {os.getloadavg()[-1]:.1f}, torch {torch.__version__}.",
        "\n".join(f"- {name}: `{settings}`" for name, settings in runs.items()),
    ]
    given.out.with_suffix(".md").write_text("\n\n".join(told) + "\n")


def markdown(table: pd.DataFrame) -> str:
    shown = table.round(2).astype(object).where(table.notna(), "").astype(str)
    lines = [shown.columns, ["---"] * len(shown.columns), *shown.to_numpy()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def draw(table: pd.DataFrame) -> Figure:
    """CIDEr-D of each captioner on own and on shuffled images, and its speed."""
    figure = Figure(figsize=(9, 2.8), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=[2, 1])
    beam = table[table["decoding"] == f"beam {BEAMS[-1]}"]
    for images, colour in (("own", "tab:blue"), ("shuffled", "lightgrey")):
        part = beam[beam["images"] == images]
        left.barh(
            part["captioner"],
            part["CIDEr-D"],
            height=0.7 if images == "own" else 0.35,
            color=colour,
            edgecolor="grey",
            label=f"{images} images",
        )
    left.set_xlabel(f"CIDEr-D (x 100), beam {BEAMS[-1]}")
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    left.invert_yaxis()
    greedy = table[(table["decoding"] == "greedy") & (table["images"] == "own")]
    right.barh(
        greedy["captioner"], greedy["captions/s"], height=0.7, color="tab:orange"
    )
    right.set_xlabel("captions a second, greedy")
    return figure


if __name__ == "__main__":
    main()
