"""A page to keep: which parts are the learner's own, and what their machine says."""

__lesson__ = "11"

from html import escape
from pathlib import Path
from string import Template

import numpy as np
from torch import Tensor

from .language import load_language
from .messages import translate, translate_html
from .own_machine import PARTS, Machine
from .own_training import MEAN, STD, Recipe, Trained, as_images
from .watch import as_address

SHOWN = 4  # captioned scenes
PAGE = Path(__file__).with_suffix(".html")


def yours(machine: Machine, trained: Trained, recipe: Recipe | None = None) -> str:
    """The page, in which everything lies: it opens anywhere, without a network."""
    own, r = machine.own(), recipe or Recipe()
    page = PAGE.read_text(encoding="utf-8")
    rows = []
    for lesson, names in PARTS.items():
        sides = ([n for n in names if (n in own) == mine] for mine in (True, False))
        cells = "".join(f"<td>{', '.join(side) or '–'}</td>" for side in sides)
        rows.append(f"<tr><td>{lesson}</td>{cells}</tr>")
    return Template(translate_html(page)).substitute(
        lang=load_language().tag,
        told=_tell(len(machine.own()), trained),
        rows="\n".join(rows),
        scenes="\n".join(_scene(machine, trained, r, k) for k in range(SHOWN)),
    )


def _tell(own: int, trained: Trained) -> str:
    """How many parts are the learner's, and what became of them."""
    ours, seconds = sum(map(len, PARTS.values())) - own, trained.seconds
    count, share = len(trained.true), 100 * sum(trained.true) / len(trained.true)
    return translate(
        f"A captioner of {own} parts that you wrote and {ours} of the course's. It "
        f"learnt from nothing in {seconds:.0f} seconds, and {share:.0f} % of what it "
        f"says of {count} scenes kept apart is true."
    )


def _scene(machine: Machine, trained: Trained, r: Recipe, k: int) -> str:
    """A scene kept apart, its caption, and where each word looked."""
    caption, picture = trained.captions[k], trained.held_out[k]
    ids = trained.vocabulary.encode(caption.split())[:-1]  # without <eos>
    glows = machine.overlay(
        trained.eye, trained.decoder, as_images([picture])[0], ids,
        rows=r.side // r.patch, mean=MEAN, std=STD,
    )  # fmt: skip
    pixels = [picture.image, *map(_pixels, glows)]
    words = [translate("the picture"), *caption.split()]
    tiles = "".join(
        f'<figure><img alt="{escape(word)}" src="{as_address(one)}">'
        f"{escape(word)}</figure>"
        for word, one in zip(words, pixels, strict=True)
    )
    mark = translate("✓ true") if trained.true[k] else translate("✗ not true")
    told = f"“{escape(caption)}” {mark}"
    return f'<section><p>{told}</p><div class="words">{tiles}</div></section>'


def _pixels(image: Tensor) -> np.ndarray:
    return (255 * image.clamp(0, 1)).byte().permute(1, 2, 0).numpy()
