"""Attention to explore: point at a word of a caption and see where it looked.

One piece of HTML that holds everything it needs, for notebooks and web pages alike.

Axes: T words, L layers, N = rows * cols image tokens. The number of heads is written
out.
"""

__lesson__ = "00"

import base64
import io
import json
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

import numpy as np
from IPython.display import HTML
from PIL import Image
from torch import Tensor

from .language import ENGLISH, load_language
from .messages import table, translate, translate_html
from .overlays import HEAT_STRENGTH, heat_colours

PAGE = Path(__file__).with_suffix(".html")
SAY = Path(__file__).parent / "live" / "say.js"
LANGUAGE = re.compile(r'\blang="([\w-]+)"')  # of the whole, so the first in it
WHOLE = 10_000  # a weight is kept as an integer share of this
SHADES = 64
# A heading for those who hear the page; it takes no room in a frame.
UNSEEN = "position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden"
SMALL = 128  # pixels: smaller pictures are drawn ones, enlarged with sharp edges


def explore(
    image: np.ndarray | Tensor,
    words: Sequence[str],
    weights: Tensor,
    *,
    grid: tuple[int, int],
) -> HTML:
    """An interactive figure: each word's attention, by layer and head or averaged.

    Chosen with mouse, finger or keyboard. All words of a view share one scale.
    Show it as the last value of a notebook's cell; its `data` is the HTML.

    Args:
        image: (H, W, 3), uint8.
        words: T of them, any text.
        weights: (T, L, heads, N), those of the step that generated each word, as in
            `GeneratedCaption.weights`; (T, N) for one layer of one head.
        grid: (rows, cols).

    Raises:
        ValueError: not as many rows of weights as words, or as patches in the grid.
    """
    rows, cols = grid
    if weights.ndim == 2:
        weights = weights[:, None, None]
    _check(weights, len(words), rows, cols)
    shares = (weights.float() * WHOLE).round().int().tolist()
    _, layers, heads, _ = weights.shape
    height, width = image.shape[:2]
    caption = " ".join(words)
    page = PAGE.read_text(encoding="utf-8")
    filled = Template(translate_html(page)).substitute(
        lang=load_language().tag,
        say=SAY.read_text(encoding="utf-8"),
        messages=table(page.replace("$$", "$")),
        rows=rows,
        cols=cols,
        weights=json.dumps(shares, separators=(",", ":")),
        colours=" ".join(heat_colours(SHADES)),
        strength=HEAT_STRENGTH,
        rendering="pixelated" if max(height, width) < SMALL else "auto",
        image=_picture(np.asarray(image)),
        label=escape(translate(f"A picture with the caption: {caption}")),
        buttons="".join(
            f'<button type="button">{escape(word)}</button>' for word in words
        ),
        views=choose_views(layers, heads),
    )
    return HTML(filled)


def _check(weights: Tensor, words: int, rows: int, cols: int) -> None:
    if weights.ndim != 4 or len(weights) != words:
        raise ValueError(
            f"expected weights (T, L, heads, N) for {words} words, got "
            f"{tuple(weights.shape)}; leave out those that wrote <eos>"
        )
    if weights.shape[-1] != rows * cols:
        raise ValueError(
            f"expected {rows} x {cols} = {rows * cols} patches, got "
            f"{weights.shape[-1]}; is the class token still among them?"
        )


def as_page(explorer: HTML, title: str) -> str:
    """A whole web page with an explorer: write it to a file, or send it to somebody.

    Light or dark as the reader's system is. The title may be any text. The page's
    language is the explorer's.
    """
    found = LANGUAGE.search(explorer.data)
    return (
        f'<!doctype html>\n<html lang="{found[1] if found else ENGLISH}">'
        '<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title></head>\n"
        f'<body><main><h1 style="{UNSEEN}">{escape(title)}</h1>'
        f"{explorer.data}</main></body></html>\n"
    )


def choose_views(layers: int, heads: int, code: str | None = None) -> str:
    """The choices: all averaged, a layer averaged, one head; -1 stands for all.

    Args:
        code: of the language that they are in; None: that of `speak`.
    """
    views = {"-1 -1": translate("all layers and heads, averaged", code)}
    for i in range(layers):
        if layers > 1 and heads > 1:
            views[f"{i} -1"] = translate(f"layer {i + 1}, heads averaged", code)
        for k in range(heads):
            views[f"{i} {k}"] = translate(f"layer {i + 1}, head {k + 1}", code)
    return "".join(f'<option value="{k}">{name}</option>' for k, name in views.items())


def _picture(image: np.ndarray) -> str:
    """A data address: lossless for drawn pictures, JPEG for photos."""
    drawn = max(image.shape[:2]) < SMALL
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG" if drawn else "JPEG", quality=85)
    code = base64.b64encode(file.getvalue()).decode()
    return f"data:image/{'png' if drawn else 'jpeg'};base64,{code}"
