"""Watch a training: its loss, one picture's caption, and where each word looked.

    watch = Watch(image, grid=(4, 4), steps=900)
    for ...:
        losses.append(...)
        watch(losses, look)  # look() -> (words, weights)

In a notebook one piece of HTML is renewed in place; a script shows nothing. Looking and
drawing are timed, and wait until all of it is a small SHARE of the training.

Axes: H and W pixels, T words, N = rows * cols image tokens in reading order.
"""

__lesson__ = "00"

import base64
import io
import time
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import numpy as np
from IPython import get_ipython
from IPython.display import HTML, display
from matplotlib import colormaps
from PIL import Image
from torch import Tensor

from .files import whole_file
from .language import load_language
from .messages import marked, translate
from .overlays import HEAT_COLOURS, HEAT_STRENGTH, to_grid

SHARE = 0.02  # of the time that training takes, at most, goes into watching
POINTS = 120  # of the curve; each is the mean of the steps that it stands for
WIDE, HIGH = 300, 120  # of the curve, in units of its own
UNITS = {  # what is counted
    "step": "step {done:,} of {steps:,}",
    "epoch": "epoch {done:,} of {steps:,}",
}
marked(UNITS)
RELOAD = 5  # seconds between two looks of a browser at a page on disk

Show = Callable[[str], None]  # puts a piece of HTML where the last one was
Look = Callable[[], tuple[Sequence[str], Tensor]]

STYLE = """\
.watch { font: 15px/1.4 system-ui, sans-serif; }
.watch svg { width: min(100%, 24rem); height: auto; display: block; }
.watch polyline { fill: none; stroke: #c8650a; stroke-width: 1.5; }
.watch .tiles { display: flex; flex-wrap: wrap; gap: .4rem; }
.watch figure { margin: 0; text-align: center; }
.watch .tile { width: 5rem; height: 5rem; background: var(--picture) 0 0 / 100% 100%; }
.watch .tile img { width: 100%; height: 100%; opacity: $strength; }
"""


class Watch:
    """Called after each step, it draws how a training stands, and seldom enough.

    Args:
        image: (H, W, 3), uint8, the picture that is looked at.
        grid: (rows, cols), its patches down and across.
        steps: of the whole training; the last is drawn, if that is cheap enough.
        done: steps before the first of the losses, if a training goes on.
        unit: what a step is called, "step" or "epoch".
        show: where to; by default below the notebook's cell, if there is one.
        clock: seconds.
    """

    def __init__(
        self,
        image: np.ndarray | Tensor,
        *,
        grid: tuple[int, int],
        steps: int,
        done: int = 0,
        unit: str = "step",
        show: Show | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self.show = show or in_notebook()
        self.grid, self.steps, self.done, self.unit = grid, steps, done, unit
        self.clock = clock
        if self.show:
            self.picture = as_address(np.asarray(image))
        self.began, self.spent, self.cost = clock(), 0.0, 0.0

    def __call__(self, losses: Sequence[float], look: Look) -> None:
        """Draw, if it is time. What goes wrong here ends the view, not the training.

        Args:
            losses: all so far, one a step.
            look: gives T words, and (T, N), where each of them looked. It leaves the
                model and the random numbers as they were.
        """
        last = self.done + len(losses) >= self.steps
        if not self.show or not self._is_time(last=last):
            return
        began = self.clock()
        try:
            self.show(self._draw(losses, *look()))
        except Exception as error:
            self.show = None
            told = translate(f"the live view ends, training goes on: {error!r}")
            print(told)
        self.cost = self.clock() - began
        self.spent += self.cost

    def _is_time(self, *, last: bool) -> bool:
        """Whether what was spent, this draw and, unless it is that, one for the last
        step stay below the share. The first, whose cost nobody knows, comes at once."""
        trained = self.clock() - self.began - self.spent
        return self.spent + self.cost * (1 if last else 2) <= SHARE * trained

    def _draw(self, losses: Sequence[float], words: Sequence[str], seen: Tensor) -> str:
        heats = to_grid(seen.detach().float().cpu(), *self.grid).numpy()
        shares = heats / max(float(heats.max(initial=0)), 1e-9)
        colours = colormaps[HEAT_COLOURS](shares, bytes=True)[..., :3]
        tiles = "".join(
            _tile(escape(word), heat) for word, heat in zip(words, colours, strict=True)
        )
        title = translate("the picture")
        plain = f'<figure><div class="tile"></div>{title}</figure>'
        style = STYLE.replace("$strength", str(HEAT_STRENGTH))
        done = self.done + len(losses)
        told = translate(UNITS[self.unit]).format(done=done, steps=self.steps)
        return (
            f'<div class="watch" style="--picture: url({self.picture})">'
            f"<style>{style}</style>{draw_curve(losses, told)}"
            f"<p>{told}: “{escape(' '.join(words))}”</p>"
            f'<div class="tiles">{plain}{tiles}</div></div>'
        )


def _tile(word: str, heat: np.ndarray) -> str:
    """HTML of a word and where it looked, (rows, cols, 3) uint8."""
    alt = translate(f"where it looked for “{word}”")
    return (
        f'<figure><div class="tile"><img alt="{alt}" src="{as_address(heat)}"></div>'
        f"{word}</figure>"
    )


def in_notebook() -> Show | None:
    """A place in the output of the cell that runs; None where there is no notebook."""
    if not hasattr(get_ipython(), "kernel"):
        return None
    place = display(HTML(""), display_id=True)
    return lambda piece: place.update(HTML(piece))


def in_file(path: Path, title: str) -> Show:
    """A page on disk that a browser looks at again and again; it is always whole."""

    def show(piece: str) -> None:
        page = (
            f'<!doctype html>\n<html lang="{load_language().tag}"><head>'
            '<meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            '<meta name="color-scheme" content="light dark">'
            f'<meta http-equiv="refresh" content="{RELOAD}">'
            f"<title>{escape(title)}</title></head>\n<body><main>"
            f"<h1>{escape(title)}</h1>{piece}</main></body></html>\n"
        )
        with whole_file(path) as draft:
            draft.write_text(page, encoding="utf-8")

    return show


def draw_curve(losses: Sequence[float], told: str) -> str:
    """The losses so far as SVG, from 0, or from the lowest if that is less."""
    each = max(1, len(losses) // POINTS)  # steps a point
    whole = np.array(losses[: len(losses) // each * each], float)
    means = whole.reshape(-1, each).mean(1)
    low, high = min(0.0, means.min()), max(0.0, means.max())
    across = np.linspace(0, WIDE, len(means))
    down = HIGH - (means - low) / max(high - low, 1e-9) * HIGH
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
    last, most = means[-1], means.max()
    label = translate(f"The loss, now {last:.3f}, highest {most:.3f}; {told}")
    title = translate(f"loss, highest {most:.2f}")
    return (
        f'<svg viewBox="0 -16 {WIDE + 70} {HIGH + 22}" role="img" aria-label="{label}">'
        f'<path d="M0 0V{HIGH}H{WIDE}" fill="none" stroke="#888"/>'
        f'<polyline points="{points}"/><g fill="currentColor" font-size="12">'
        f'<text x="3" y="-5">{title}</text>'
        f'<text x="{WIDE + 5}" y="{down[-1] + 4:.0f}">{last:.3f}</text></g></svg>'
    )


def as_address(pixels: np.ndarray) -> str:
    """A picture (H, W, 3) uint8 as an address that holds all of it."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
