"""What the demo says of a picture: its caption, and where each word looked, as HTML."""

__lesson__ = "11"

import json
import secrets
import time
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from .devices import choose_device
from .efficientnet import INSTALL
from .explorer import as_page, explore
from .images import read_picture
from .kept import Seen, at_hand, choose, kept_files, kind_of, load_captioner, see
from .language import language_of, load_language
from .messages import marked, translate
from .scenes import draw_scenes
from .worlds import DRAWN

KINDS = marked({"photos": "photos", "scenes": "scenes"})


def hint() -> str:
    """What stands there before there is a picture, as HTML."""
    told = translate(
        "Drop, upload or paste a picture, or take one with the camera. Or have a scene "
        "drawn."
    )
    return f'<div class="said"><p>{told}</p></div>'


def doubts(file: Path, seen: Seen, size: tuple[int, int]) -> list[str]:
    """HTML that says why a captioner's words may not fit a picture; mostly nothing."""
    if kind := kind_of(file):
        if seen.novelty <= 1:
            return []
        pictures, far = translate(KINDS[kind]), seen.novelty
        told = translate(
            f"This picture is unlike the {pictures} that this captioner learned from: "
            f"{far:.1f} times as far from their mean as 99 of 100 are. Don't expect "
            "the words to fit."
        )
        install = translate(
            "For photos, install the encoder that their captioner needs:"
        )
        more = f"{install} <code>{INSTALL}</code>"
        return [told] if "photos" in at_hand() else [told, more]
    run = file.with_name("run.json")
    drawn = run.exists() and json.loads(run.read_text()).get("data") in DRAWN
    told = translate(
        "This captioner has seen nothing but drawn scenes, and will find their shapes "
        "and colours in any picture."
    )
    return [told] if drawn and size != seen.pixels.shape[1::-1] else []


def answer(picture: str | None, captioner: Path | None, **ways: Any) -> tuple[str, str]:
    """What to say of a picture, and where each word looked; two pieces of HTML.

    Args:
        picture: an image file of any kind; None if there is none.
        captioner: a file that `Captioner.save` wrote; None for that of ours which
            suits the picture.
        ways: how words are chosen: see `Captioner.generate`.
    """
    if picture is None:
        return hint(), ""
    try:
        began = time.perf_counter()
        read = partial(read_picture, Path(picture))
        file, seen = (captioner, see(captioner, read)) if captioner else choose(read)
    except (ValueError, OSError, ImportError) as error:  # OSError: it is gone
        told = escape(translate(str(error)))
        return f'<div class="said" role="alert"><p>{told}</p></div>', ""
    model, kind = load_captioner(file), kind_of(file)
    [written] = model.describe(seen.memory, **ways)
    with Image.open(picture) as image:
        notes = doubts(file, seen, image.size)
    seconds = time.perf_counter() - began
    code = language_of(model.vocabulary.words).code
    said = (
        '<div class="said" role="status">'
        f'<p class="caption" lang="{load_language(code).tag}">'
        f"{escape(written.text) or no_words()}</p><p>{_made(seconds, kind)}</p>"
        f"{''.join(f'<p class=note>{note}</p>' for note in notes)}</div>"
    )
    grid = model.encoder.grid
    explorer = explore(seen.pixels, written.words, written.weights, grid=grid)
    return said, in_frame(as_page(explorer, written.text))


def no_words() -> str:
    return translate("(no words)")


def _made(seconds: float, kind: str | None) -> str:
    """How long it took, where, and by whom if the captioner is one of ours."""
    device = choose_device().type
    if kind is None:
        return translate(f"{seconds:.2f} s on {device}")
    pictures = translate(KINDS[kind])
    return translate(f"{seconds:.2f} s on {device}, by the captioner for {pictures}")


def in_frame(page: str) -> str:
    """A page in a frame: gradio runs no script in the HTML that it shows.

    In its sandbox the page may run its own script, and reach nothing of ours.
    """
    title = translate("Where each word looked")
    return (
        f'<div class="where"><iframe title="{title}" '
        f'sandbox="allow-scripts" srcdoc="{escape(page)}"></iframe></div>'
    )


def fresh_scene(captioner: Path | None) -> np.ndarray:
    """A new drawn scene (H, W, 3) uint8, of the size that a captioner reads.

    Args:
        captioner: as for `answer`.
    """
    side = load_captioner(captioner or kept_files()["scenes"]).encoder.image_size
    [scene] = draw_scenes(1, seed=secrets.randbits(32), side=side)
    return scene.image
