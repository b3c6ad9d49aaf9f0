"""Train the photo captioner that is kept in helpers/, score it once, and keep it.

    python -m bench.photos --photos FLICKR8K --keep

First words by cross-entropy, then rewards, both with `helpers.train`; stopped anywhere,
the same line goes on. What each choice brings: bench/TRIALS.md. The scores are those
of the photos on the dev list, which nothing was chosen by.
"""

import argparse
import json
import time
from pathlib import Path

import pandas as pd
from torch import Tensor

from helpers.captioner import PHOTOS, Captioner
from helpers.commands import in_words
from helpers.corpus import Corpus, in_memory
from helpers.evaluation import write_captions
from helpers.names import DATA
from helpers.scores import score_captions
from helpers.settings import Settings, choose_settings
from helpers.train import train

OUT = Path("build/bench/photos")
STATED = PHOTOS.with_suffix(".json")
PART = 200  # photos of the dev list that a test scores again
RECIPE = {
    "data": "flickr8k", "encoder": "efficientnet", "width": 256, "layers": 2,
    "bridge": True, "tied": True, "dropout": 0.3, "hide": 0.5, "hide_words": 0.2,
    "max_length": 18, "epochs": 6, "batch_size": 32, "lr": 1e-3,
    "label_smoothing": 0.1, "ema_decay": 0.998,
}  # fmt: skip
REWARDS = {"epochs": 2, "lr": 4e-4, "ema_decay": 0.99}
WAYS = {"greedy": 1, "beam 3": 3, "beam 5": 5}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bench.photos", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "--photos", help="folder of Flickr8k; default: as helpers.train"
    )
    parser.add_argument("--keep", action="store_true", help="replace the one kept")
    given = parser.parse_args()
    words = choose_settings({**RECIPE, "folder": given.photos})
    captioner = Captioner.load(run_twice(words) / "captioner.safetensors")
    if given.keep:
        keep(captioner, words)


def run_twice(words: Settings) -> Path:
    """Cross-entropy, then rewards; the folder of the second run."""
    first, second = OUT / "words", OUT / "rewards"
    train(words, first, resume=True, save_minutes=2)
    rewards = choose_settings(
        {**REWARDS, "rewards": str(first), "folder": words.folder}
    )
    train(rewards, second, resume=True, save_minutes=2)
    for run in (first, second):
        print(run.name, pd.read_csv(run / "history.csv")["seconds"].iloc[-1], "s")
    return second


def keep(captioner: Captioner, settings: Settings) -> None:
    """Put a captioner into the package at half precision, with its scores as kept."""
    corpus = read(settings.folder)
    captioner.half().save(PHOTOS, encoder=False)
    kept = Captioner.load(PHOTOS)
    rows = in_memory(corpus.rows("val", kept.encoder, cache=settings.cache))
    references = corpus.words("val")
    began = time.perf_counter()
    stated = {"photos": len(rows), **score(kept, rows, references)}
    stated["part"] = {
        "photos": PART,
        "greedy": score_once(kept, rows[:PART], references[:PART]),
    }
    STATED.write_text(json.dumps(stated, indent=1) + "\n")
    print(f"kept {PHOTOS.name}, {PHOTOS.stat().st_size / 1e6:.1f} MB, with {stated}")
    print(f"scored in {time.perf_counter() - began:.0f} s")


def read(folder: str | None) -> Corpus:
    """Flickr8k with its lists, as the recipe reads it."""
    return Corpus.read("flickr8k", folder=folder, cache=DATA, count=0)


def score(captioner: Captioner, rows: Tensor, references: list) -> dict:
    """Each way of decoding, and beam 3 on shuffled photos, where little is right."""
    scores = {
        name: score_once(captioner, rows, references, beam_width=width)
        for name, width in WAYS.items()
    }
    shuffled = {"beam_width": 3, "shuffled": True}
    return scores | {
        "beam 3, shuffled": score_once(captioner, rows, references, **shuffled)
    }


def score_once(
    captioner: Captioner, rows: Tensor, references: list, **how
) -> dict[str, float]:
    """BLEU-1..4, ROUGE-L and CIDEr-D, x 100, to a tenth."""
    scores = score_captions(write_captions(captioner, rows, **how), references)
    return {name: round(value, 1) for name, value in scores.items()}


if __name__ == "__main__":
    with in_words("bench.photos"):
        main()
