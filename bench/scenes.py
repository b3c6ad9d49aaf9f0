"""Train the scenes captioner from nothing, several times, and print the median.

    python -m bench.scenes              three seeds, a table
    python -m bench.scenes --keep       seed 0 becomes the checkpoint kept in helpers/,
                                        with its scores, and the README's picture
    python -m bench.scenes --language es        the same of captions in Spanish

Truth and pointing are measured on HELD_OUT scenes of a seed that no training uses.
Times are of training alone, validation included, drawing and reading left out.
"""

import argparse
import json
import os
import shutil
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from helpers.captioner import SCENES, Captioner, scenes_captioner
from helpers.commands import in_words
from helpers.evaluation import draw_captions
from helpers.language import ENGLISH, codes
from helpers.scene_scores import describe_all, measure_scenes, spot_lies
from helpers.scenes import draw_scenes
from helpers.train import Settings, train
from helpers.worlds import FAIR

OUT = Path("build/bench/scenes")
HELD_OUT = 1000
HELD_OUT_SEED = 20_000
PICTURE, PICTURE_SEED = Path("book/captions.png"), 63


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.scenes", description=__doc__[:75])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--keep", action="store_true", help="remake the checkpoint")
    parser.add_argument("--language", choices=codes(), default=ENGLISH)
    given = parser.parse_args()
    seeds = [0] if given.keep else given.seeds
    out = OUT / given.language
    table = pd.DataFrame([train_once(seed, given.language, out) for seed in seeds])
    print(table.round(1).to_string(index=False))
    print("median", table.drop(columns="seed").median().round(1).to_dict())
    print(f"{os.cpu_count()} cores, torch {torch.__version__}")
    table.to_csv(out / "scenes.csv", index=False)
    if given.keep:
        keep(out / "seed-0" / "captioner.safetensors", given.language)


def train_once(seed: int, language: str, folder: Path) -> dict[str, float]:
    """Train with one seed; its time, and what `measure` says."""
    out = folder / f"seed-{seed}"
    shutil.rmtree(out, ignore_errors=True)
    captioner = train(replace(Settings(), seed=seed, language=language), out)
    seconds = pd.read_csv(out / "history.csv")["seconds"].iloc[-1]
    return {"seed": seed, "seconds": seconds, **measure(captioner)}


def measure(captioner: Captioner) -> dict[str, float]:
    """What greedy captions of the held-out scenes are worth, and which lies it spots.

    "spots place, blind" is asked of the captioner with all its positions of patches
    set to zero.
    """
    pictures = draw_scenes(HELD_OUT, seed=HELD_OUT_SEED, world=FAIR)
    pixels = np.stack([picture.image for picture in pictures])
    scenes = [picture.scene for picture in pictures]
    lies = spot_lies(captioner, pixels, scenes)
    blind = spot_lies(without_positions(captioner), pixels, scenes)
    return {
        **measure_scenes(
            describe_all(captioner, pixels), scenes, captioner.encoder.grid
        ),
        **{f"spots {kind}": share for kind, share in lies.items()},
        **{f"spots {kind}, blind": blind[kind] for kind in ("place", "hard place")},
    }


def without_positions(captioner: Captioner) -> Captioner:
    """A copy for which every patch is nowhere."""
    copy = deepcopy(captioner)
    for name, positions in copy.encoder.named_parameters():
        if "position" in name:
            torch.nn.init.zeros_(positions)
    return copy


def keep(trained: Path, language: str) -> None:
    """Put a captioner into the package at half precision, with its scores as kept.

    Beside the English one's the README's picture is drawn anew.
    """
    file = scenes_captioner(language)
    Captioner.load(trained).half().save(file)
    kept = Captioner.load(file)
    stated = {name: round(value, 1) for name, value in measure(kept).items()}
    file.with_suffix(".json").write_text(json.dumps(stated) + "\n")
    print(f"kept {file.name}, {file.stat().st_size / 1e6:.1f} MB, with {stated}")
    if file != SCENES:
        return
    picture = draw_scenes(1, seed=PICTURE_SEED, side=kept.encoder.image_size)[0]
    [(text, figure)] = draw_captions(kept, picture.image[None])
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, dpi=120)
    print(f"drew {PICTURE}: {text}")


if __name__ == "__main__":
    with in_words("bench.scenes"):
        main()
