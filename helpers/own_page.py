"""A page to keep: which parts are the learner's own, and what their machine says."""

__lesson__ = "11"

from html import escape
from string import Template

import numpy as np
from torch import Tensor

from .own_machine import PARTS, Machine
from .own_training import MEAN, STD, Recipe, Trained, as_images
from .watch import as_address

SHOWN = 4  # captioned scenes
PAGE = Template("""\
<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>This is yours</title>
<style>
  body { font: 17px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto;
         padding: 0 1rem; }
  table { border-collapse: collapse; } td, th { padding: .2rem .8rem .2rem 0; }
  td, th { text-align: left; vertical-align: top; }
  .words { display: flex; flex-wrap: wrap; gap: .4rem; }
  figure { margin: 0; text-align: center; } section { margin-top: 2rem; }
  img { width: 5.5rem; height: 5.5rem; image-rendering: pixelated; display: block; }
</style></head>
<body><main><h1>This is yours</h1>
<p>A captioner of $own parts that you wrote and $ours of the course's. It learnt
from nothing in $seconds seconds, and $true % of what it says of $count scenes kept
apart is true.</p>
<table><tr><th>Lesson</th><th>Yours, at work</th>
<th>The course's, or not needed</th></tr>
$rows</table>
$scenes</main></body></html>
""")


def yours(machine: Machine, trained: Trained, recipe: Recipe | None = None) -> str:
    """The page, in which everything lies: it opens anywhere, without a network."""
    own, r = machine.own(), recipe or Recipe()
    rows = []
    for lesson, names in PARTS.items():
        sides = ([n for n in names if (n in own) == mine] for mine in (True, False))
        cells = "".join(f"<td>{', '.join(side) or '–'}</td>" for side in sides)
        rows.append(f"<tr><td>{lesson}</td>{cells}</tr>")
    return PAGE.substitute(
        own=len(own),
        ours=sum(map(len, PARTS.values())) - len(own),
        seconds=f"{trained.seconds:.0f}",
        true=f"{100 * sum(trained.true) / len(trained.true):.0f}",
        count=len(trained.true),
        rows="\n".join(rows),
        scenes="\n".join(_scene(machine, trained, r, k) for k in range(SHOWN)),
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
    words = ["the picture", *caption.split()]
    tiles = "".join(
        f'<figure><img alt="{escape(word)}" src="{as_address(one)}">'
        f"{escape(word)}</figure>"
        for word, one in zip(words, pixels, strict=True)
    )
    mark = "✓ true" if trained.true[k] else "✗ not true"
    told = f"“{escape(caption)}” {mark}"
    return f'<section><p>{told}</p><div class="words">{tiles}</div></section>'


def _pixels(image: Tensor) -> np.ndarray:
    return (255 * image.clamp(0, 1)).byte().permute(1, 2, 0).numpy()
