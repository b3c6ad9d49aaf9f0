"""Remake the captioned photos of the page on photos: one JPEG a photo.

    python -m book.photos      needs the extra `photos`

Prints each caption, greedy and with beam 3, and how unlike it is to the photos learned
from; what the page says of them is written by hand, looking at each.
"""

import numpy as np

from book.make import BOOK
from helpers.evaluation import draw_caption
from helpers.free_photos import FREE
from helpers.kept import novelty, photos_to_show

FOLDER, QUALITY, DPI = BOOK / "photos", 82, 110


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    captioner, photos = photos_to_show(*FREE)
    pixels = np.stack(list(photos.values()))
    greedy, wide = (captioner.caption(pixels, beam_width=k) for k in (1, 3))
    for name, image, plain, said in zip(photos, pixels, greedy, wide, strict=True):
        figure = draw_caption(image, said, captioner.encoder.grid)
        quality = {"quality": QUALITY}
        figure.savefig(FOLDER / f"{name}.jpg", dpi=DPI, pil_kwargs=quality)
        far = novelty("photos", image)
        print(f"{name}: {said.text} | greedy: {plain.text} | novelty {far:.2f}")


if __name__ == "__main__":
    main()
