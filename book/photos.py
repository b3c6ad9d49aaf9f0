"""Remake the captioned photos of the README and of the page on photos.

    python -m book.photos                         needs the extra `photos`
    python -m book.photos --flickr8k FOLDER     twelve of its dev list, in build/photos

Prints each caption, greedy and with beam 3, and how unlike the photo is to those
learned from; what the page says of them is written by hand, looking at each.
"""

import argparse
import random
from pathlib import Path

import numpy as np
from PIL import Image

from book.make import BOOK
from helpers import caption
from helpers.captioner import GeneratedCaption
from helpers.commands import in_words
from helpers.evaluation import draw_caption
from helpers.free_photos import FREE, free_photos
from helpers.images import square
from helpers.kept import novelty, photos_to_show

FOLDER, QUALITY, DPI = BOOK / "photos", 82, 90
DOOR, WHOLE, PART = "door", "camera", (102, 51, 512, 460)  # the README's: pixels of it
DEV, SEEN = "Flickr_8k.devImages.txt", Path("build/photos")
COUNT, SEED = 12, 19  # photos drawn from that list


def main() -> None:
    parser = argparse.ArgumentParser(prog="book.photos", description=__doc__[:67])
    parser.add_argument("--flickr8k", type=Path, help="look at photos of this folder")
    folder = parser.parse_args().flickr8k
    if folder is None:
        draw_free_photos()
        return
    names = (folder / DEV).read_text().split()
    drawn = sorted(random.Random(SEED).sample(names, COUNT))
    paths = [str(folder / "Images" / name) for name in drawn]
    caption.main([*paths, "--overlay", "--out", str(SEEN)])


def draw_free_photos() -> None:
    """Those that come in packages, and the README's part of one, into FOLDER."""
    FOLDER.mkdir(exist_ok=True)
    captioner, photos = photos_to_show(*FREE)
    with Image.open(free_photos()[WHOLE]) as photo:
        photos[DOOR] = square(photo.crop(PART), captioner.encoder.image_size)
    pixels = np.stack(list(photos.values()))
    greedy, wide = (captioner.caption(pixels, beam_width=k) for k in (1, 3))
    for name, image, plain, said in zip(photos, pixels, greedy, wide, strict=True):
        save(name, image, said, captioner.encoder.grid)
        far = novelty("photos", image)
        print(f"{name}: {said.text} | greedy: {plain.text} | novelty {far:.2f}")


def save(
    name: str, image: np.ndarray, said: GeneratedCaption, grid: tuple[int, int]
) -> None:
    """A photo (H, W, 3) uint8, and where each word looked, as a small JPEG."""
    figure, quality = draw_caption(image, said, grid), {"quality": QUALITY}
    figure.savefig(FOLDER / f"{name}.jpg", dpi=DPI, pil_kwargs=quality)


if __name__ == "__main__":
    with in_words("book.photos"):
        main()
