"""Measure what pictures each kept captioner knows, and how well others are told.

    python -m bench.novelty --photos FLICKR8K          a table
    python -m bench.novelty --photos FLICKR8K --keep   helpers/novelty.safetensors anew

Photos: training and dev list of Flickr8k. Scenes: drawn ones of two seeds. Others: the
other kind, drawings such as people make, noise, one colour.
"""

import argparse

import numpy as np
import pandas as pd
import torch
from PIL import Image
from torch import Tensor

from bench.drawings import draw_like_people
from bench.photos import read
from helpers.captioner import PHOTOS, SCENES, Captioner, scenes_captioner
from helpers.commands import in_words
from helpers.encoders import make_encoder
from helpers.images import normalize, square, to_tensor
from helpers.language import codes
from helpers.names import DATA
from helpers.novelty import Familiar, keep
from helpers.scenes import draw_scenes
from helpers.store import Rows
from helpers.worlds import FAIR

DRAWN, SEEDS = 2000, (30_000, 40_000)  # which no training uses
SHOWN = 100  # pictures of each other kind
BATCH = 64


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bench.novelty", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--photos", help="folder of Flickr8k")
    parser.add_argument("--keep", action="store_true", help="replace those kept")
    given = parser.parse_args()
    corpus, eye = read(given.photos), make_encoder("efficientnet")
    rows = {side: corpus.rows(side, eye, cache=DATA) for side in ("train", "val")}
    drawn = [[x.image for x in draw_scenes(DRAWN, seed=s, world=FAIR)] for s in SEEDS]
    photos = Familiar.measure(of_rows(rows["train"]), of_rows(rows["val"]))
    clouds, small = {PHOTOS.stem: photos}, Captioner.load(SCENES).encoder
    for file in map(scenes_captioner, codes()):
        encoder = Captioner.load(file).encoder
        clouds[file.stem] = Familiar.measure(*(averages(encoder, x) for x in drawn))
    if given.keep:
        keep(clouds)
    shown = [Image.open(corpus.captions.path(n)) for n in corpus.splits["val"][:SHOWN]]
    table = {}
    for kind, pictures in {**others(), "photos": shown}.items():
        for name, encoder in ((PHOTOS.stem, eye), (SCENES.stem, small)):
            seen = averages(encoder, [square(x, encoder.image_size) for x in pictures])
            told = clouds[name].novelty(seen[:, None]) > 1
            table.setdefault(f"unlike {name}'s, %", {})[kind] = (
                100 * told.float().mean()
            )
    print(pd.DataFrame(table).astype(float).round(0).to_string())
    print({name: round(cloud.limit, 3) for name, cloud in clouds.items()})


def others() -> dict[str, list[Image.Image]]:
    """Pictures by kind."""
    rng = np.random.default_rng(0)
    noise = [rng.integers(0, 256, (96, 96, 3), dtype=np.uint8) for _ in range(20)]
    plain = [np.full((96, 96, 3), rng.integers(0, 256, 3), np.uint8) for _ in range(20)]
    scenes = [x.image for x in draw_scenes(SHOWN, seed=50_000, world=FAIR)]
    made = {"scenes": scenes, "noise": noise, "one colour": plain}
    return {
        "drawings": [image for image, _ in draw_like_people()],
        **{kind: [Image.fromarray(x) for x in all_] for kind, all_ in made.items()},
    }


def averages(encoder: torch.nn.Module, images: list[np.ndarray]) -> Tensor:
    """Pictures (H, W, 3) uint8 -> (B, D), the encoder's tokens averaged."""
    with torch.inference_mode():
        return torch.cat(
            [
                encoder(
                    normalize(
                        to_tensor(np.stack(images[k : k + BATCH])),
                        encoder.mean,
                        encoder.std,
                    )
                ).mean(1)
                for k in range(0, len(images), BATCH)
            ]
        )


def of_rows(rows: Rows) -> Tensor:
    """Memories kept on disk -> (B, D), averaged over tokens."""
    return torch.cat(
        [rows[k : k + BATCH].float().mean(1) for k in range(0, len(rows), BATCH)]
    )


if __name__ == "__main__":
    with in_words("bench.novelty"):
        main()
