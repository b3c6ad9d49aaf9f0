"""The whole machine in one picture, with the shape on every arrow: where are we?

    from helpers.machine import draw_machine
    draw_machine("05")

    python -m helpers.machine book/machine.svg

Shapes are read from a captioner while it captions a scene; the batch is left out.
"""

__lesson__ = "00"

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import nn

from .messages import marked, translate

if TYPE_CHECKING:
    from .captioner import Captioner

HERE, PART, OTHER, LINE = "#f2b134", "#dbe9f4", "#f3f1ec", "#5b6770"
HIGH = 0.62  # of a box


@dataclass(frozen=True)
class Box:
    """A part of the machine, and the lessons that build it."""

    x: float
    y: float
    text: str
    lessons: tuple[str, ...] = ()
    aside: bool = False  # it takes a part's place, or uses one
    wide: float = 1.3


BOXES = {
    "picture": Box(0, 3, "picture"),
    "patches": Box(2, 3, "patches", ("01",)),
    "embedding": Box(4, 3, "embedding,\nclass, position", ("01",)),
    "encoder": Box(6, 3, "encoder blocks", ("02",)),
    "caption": Box(0, 1.5, "caption so far"),
    "tokens": Box(2, 1.5, "words, or\npieces, to ids", ("03",)),
    "masked": Box(4, 1.5, "masked\nself-attention", ("04",)),
    "cross": Box(6, 1.5, "cross-attention,\ndecoder", ("05",)),
    "word": Box(8, 1.5, "next word", ("06",)),
    "overlay": Box(6, 0, "overlay", ("07",)),
    "show": Box(8, 0, "your pictures,\na page", ("11",)),
    "other": Box(8, 3.55, "another eye\nin its place", ("09",), True),
    "pairs": Box(8, 2.7, "pictures and captions\nin one space", ("12",), True, 1.6),
    "lstm": Box(4, 0.35, "an LSTM\nin its place", ("08",), True),
    "stream": Box(4, -0.5, "one stream\nin their place", ("13",), True),
    "scores": Box(0, 0.35, "scores, truth", ("10",), True),
    "rewards": Box(2, -0.5, "learning\nfrom truth", ("14",), True),
}
ARROWS = {  # (from, to): what goes along it
    ("picture", "patches"): "picture",
    ("patches", "embedding"): "patches",
    ("embedding", "encoder"): "image tokens",
    ("encoder", "cross"): "memory",
    ("caption", "tokens"): "",
    ("tokens", "masked"): "ids",
    ("masked", "cross"): "text",
    ("cross", "word"): "logits",
    ("cross", "overlay"): "weights",
    ("overlay", "show"): "grid",
}
marked(BOXES), marked(ARROWS)
ASIDES = (
    ("encoder", "other"),
    ("encoder", "pairs"),
    ("masked", "lstm"),
    ("lstm", "stream"),
    ("caption", "scores"),
    ("scores", "rewards"),
)


def measure_shapes(captioner: "Captioner | None" = None) -> dict[str, tuple[int, ...]]:
    """What goes along each arrow: its shape, for one picture and its caption.

    Args:
        captioner: of patches and a transformer; by default the kept one of scenes.
    """
    from .captioner import Captioner  # here: a lesson draws what it has yet to build
    from .overlays import to_grid
    from .scenes import draw_scenes
    from .tokens import START

    with torch.random.fork_rng([]):  # a lesson's numbers stay what they are
        captioner = captioner or Captioner.load()
    encoder: Any = captioner.encoder
    decoder: Any = captioner.decoder
    seen: dict[str, tuple[int, ...]] = {}
    hooks = [
        _note_input(encoder.patches, "picture", seen),
        _note_input(encoder.patches.project, "patches", seen),
        _note_input(encoder.blocks[0], "image tokens", seen),
        _note_input(decoder.blocks[0], "text", seen),
    ]
    pixels = draw_scenes(1, seed=1, side=encoder.image_size)[0].image
    try:
        memory = captioner.encode(pixels[None])
        ids = torch.tensor([[START, *captioner.generate(memory)[0]]])
        weights: Any
        with torch.inference_mode():
            logits, weights = decoder(ids, memory)
    finally:
        for hook in hooks:
            hook.remove()
    seen |= {"memory": memory.shape[1:], "ids": ids.shape[1:]}
    seen |= {"logits": logits.shape[1:], "weights": weights[:, 0].shape}
    side = round(memory.shape[1] ** 0.5)
    seen["grid"] = to_grid(weights[-1, 0, 0, -1], side, side).shape
    return {name: tuple(shape) for name, shape in seen.items()}


def _note_input(module: nn.Module, name: str, seen: dict) -> Any:
    """Keep the shape of what a module is given last, without its batch axis."""

    def note(module: nn.Module, given: tuple) -> None:
        seen[name] = tuple(given[0].shape[1:])

    return module.register_forward_pre_hook(note)


def draw_machine(here: str = "", captioner: "Captioner | None" = None) -> Figure:
    """Draw all parts; those of the lesson `here`, two digits, stand out.

    Args:
        captioner: as for `measure_shapes`.

    Raises:
        ValueError: no part belongs to that lesson.
    """
    known = sorted({lesson for box in BOXES.values() for lesson in box.lessons})
    if here not in ("", *known):
        raise ValueError(f"expected a lesson of {', '.join(known)}, got {here!r}")
    shapes = measure_shapes(captioner)
    figure, axes = plt.subplots(figsize=(10.5, 5.4), layout="constrained")
    for one, other in ASIDES:
        _connect(axes, BOXES[one], BOXES[other], arrowstyle="-", ls=":")
    for (one, other), name in ARROWS.items():
        shape = ", ".join(map(str, shapes[name])) if name else ""
        text = f"{translate(name)}\n({shape})" if name else ""
        _connect(axes, BOXES[one], BOXES[other], text, arrowstyle="-|>")
    _come_back(axes, BOXES["word"], BOXES["caption"])
    for box in BOXES.values():
        _draw(axes, box, here in box.lessons)
    axes.set(xlim=(-0.8, 9), ylim=(-1, 4.05), aspect="equal")
    axes.axis("off")
    return figure


def _draw(axes: Axes, box: Box, here: bool) -> None:
    colour = HERE if here else OTHER if box.aside or not box.lessons else PART
    how: Any = {"fc": colour, "ec": LINE, "lw": 2 if here else 1, "zorder": 2}
    corner = box.x - box.wide / 2, box.y - HIGH / 2
    style = "--" if box.aside else "-"
    axes.add_patch(Rectangle(corner, box.wide, HIGH, ls=style, **how))
    title = " ".join([*box.lessons, *[translate("· you are here")] * here])
    text = "\n".join(filter(None, [title, translate(box.text)]))
    axes.text(box.x, box.y, text, ha="center", va="center", size=7.5, zorder=3)


def _connect(axes: Axes, one: Box, other: Box, text: str = "", **style: Any) -> None:
    """A line from edge to edge, level where the boxes are far apart, else upright."""
    across, up = other.x - one.x, other.y - one.y
    if abs(across) > abs(up):
        begin = one.x + one.wide / 2, one.y
        end = other.x - other.wide / 2, other.y
        where: Any = {"xytext": (0, 3), "ha": "center", "va": "bottom"}
    else:
        side = HIGH / 2 if up > 0 else -HIGH / 2
        begin, end = (one.x, one.y + side), (other.x, other.y - side)
        where = {"xytext": (5, 0), "ha": "left", "va": "center"}
    _arrow(axes, begin, end, **style)
    middle = (begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2
    axes.annotate(text, middle, textcoords="offset points", size=7, **where)


def _come_back(axes: Axes, one: Box, other: Box) -> None:
    """From the last part above the others back to the first, word by word."""
    top, way = one.y + HIGH / 2, one.y + HIGH / 2 + 0.28
    axes.plot([one.x, one.x, other.x], [top, way, way], color=LINE, lw=1)
    _arrow(axes, (other.x, way), (other.x, top), arrowstyle="-|>")
    text = translate("again, with one word more")
    axes.text(1, way + 0.03, text, size=7, ha="center")


def _arrow(axes: Axes, begin: tuple, end: tuple, **style: Any) -> None:
    how = {"color": LINE, "shrinkA": 0, "shrinkB": 0, **style}
    axes.annotate("", end, begin, arrowprops=how)


def main(path: str) -> None:
    """Write the picture as SVG, with its words as text, the same bytes each time."""
    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "machine"}):
        draw_machine().savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main(*sys.argv[1:])
