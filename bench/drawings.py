"""Forty drawings as people make them, by another program: are their captions true?

    python -m bench.drawings           the kept captioner's captions, and a sheet of all

Paint programs (white or dark, thick strokes, no smoothing), pens and felt tips on paper
(shaky strokes that do not quite close, shaded by scribbling), photographed: light from
one side, a tilt, blur, grain, JPEG. Drawn with Pillow, 480 pixels wide.
"""

import argparse
import io
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image, ImageDraw, ImageFilter

from helpers.captioner import SCENES, Captioner
from helpers.grammar import Item, Scene, truth
from helpers.images import square

COUNT, SEED, SIDE = 40, 40, 480
OUT = Path("build/bench/drawings.png")
PAINT = {  # as paint programs offer them
    "red": (237, 28, 36), "green": (34, 177, 76), "blue": (0, 90, 240),
    "yellow": (255, 230, 0), "purple": (163, 73, 200), "black": (0, 0, 0),
    "white": (255, 255, 255),
}  # fmt: skip
KINDS = ("paint on white", "paint on dark", "pen on paper", "felt tip on paper")
RADIUS = {"small": (0.09, 0.11), "large": (0.165, 0.19)}  # of the side
SHAPES = ("circle", "square", "triangle", "cross", "ring", "star", "heart")


def draw_like_people(
    count: int = COUNT, seed: int = SEED, shapes: tuple[str, ...] = SHAPES
) -> list[tuple[Image.Image, Scene]]:
    """Pictures of one to three things, and the scene behind each."""
    rng = np.random.default_rng(seed)
    return [_draw(KINDS[k % len(KINDS)], rng, shapes) for k in range(count)]


def _draw(
    kind: str, rng: np.random.Generator, shapes: tuple[str, ...]
) -> tuple[Image.Image, Scene]:
    ground = {"paint on white": (255, 255, 255), "paint on dark": (24, 24, 28)}
    paper = tuple(int(x) for x in rng.integers(225, 250) - rng.integers(0, 14, 3))
    image = Image.new("RGB", (SIDE, SIDE), ground.get(kind, paper))
    draw, items = ImageDraw.Draw(image), []
    unseen = "black" if kind == "paint on dark" else "white"
    colours = [colour for colour in PAINT if colour != unseen]
    for x, y, size in _places(rng):
        shape, colour = str(rng.choice(shapes)), str(rng.choice(colours))
        radius = SIDE * rng.uniform(*RADIUS[size])
        _thing(draw, kind, shape, PAINT[colour], (x, y), radius, rng)
        box = (x - radius, y - radius, x + radius, y + radius)
        items.append(Item(shape, colour, size, tuple(int(v) for v in box)))
    if kind.endswith("paper"):
        image = _photograph(image, rng)
    return image, Scene(tuple(items), SIDE)


def _places(rng: np.random.Generator) -> list[tuple[float, float, str]]:
    """Centres that are well apart, as few people draw things on top of each other."""
    places: list[tuple[float, float, str]] = []
    for size in rng.choice(["small", "large"], rng.integers(1, 4)):
        for _ in range(100):
            x, y = rng.uniform(0.22 * SIDE, 0.78 * SIDE, 2)
            if all(max(abs(x - a), abs(y - b)) > 0.39 * SIDE for a, b, _ in places):
                places.append((x, y, str(size)))
                break
    return places


def _corners(shape: str, rng: np.random.Generator) -> np.ndarray:
    """Points (K, 2) along the outline of a shape of radius 1."""
    t = np.linspace(0, 2 * np.pi, 60)
    if shape in ("circle", "ring"):
        return np.stack([np.cos(t), np.sin(t)], 1)
    if shape == "heart":
        x = np.sin(t) ** 3
        y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
        return np.stack([x, -y / 15 - 0.15], 1)
    angles = {"square": 4, "triangle": 3, "star": 10}[shape]
    turn = -np.pi / 2 + (np.pi / 4 if shape == "square" else 0)
    around = turn + np.arange(angles + 1) * 2 * np.pi / angles
    reach = np.where(np.arange(angles + 1) % 2, 0.42, 1.05) if shape == "star" else 1.1
    return np.stack([np.cos(around), np.sin(around)], 1) * np.reshape(reach, (-1, 1))


def _thing(draw, kind, shape, ink, centre, radius, rng) -> None:
    by_pen = kind.endswith("paper")
    width = int(rng.integers(14, 22) if kind == "felt tip on paper" else
                rng.integers(11, 18))  # fmt: skip
    turn = rng.normal(0, 0.08 if by_pen else 0.02)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])

    def place(points):
        shaken = points + rng.normal(0, 0.015 if by_pen else 0, points.shape)
        return [tuple(p) for p in np.array(centre) + radius * shaken @ rotation.T]

    if shape == "cross":
        for stroke in ([(-1, 0), (1, 0)], [(0, -1), (0, 1)]):
            draw.line(place(np.array(stroke, float)), ink, int(width * 1.6))
    elif shape == "ring":
        at = 0.75 * _corners(shape, rng)
        draw.line(place(at), ink, int(0.5 * radius), joint="curve")
    elif by_pen and rng.random() < 0.6:  # an outline, or one shaded by scribbling
        outline = place(_corners(shape, rng))
        draw.line(outline, ink, width, joint="curve")
        for x, y in outline:
            draw.ellipse(
                (x - width / 2, y - width / 2, x + width / 2, y + width / 2), ink
            )
    elif not by_pen and rng.random() < 0.4:
        draw.line(place(_corners(shape, rng)), ink, width, joint="curve")
    else:
        draw.polygon(place(_corners(shape, rng)), ink)


def _photograph(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A phone's picture of the paper: tilted, lit from one side, blurred, grainy."""
    image = image.rotate(
        rng.normal(0, 2), Image.Resampling.BICUBIC, fillcolor=image.getpixel((2, 2))
    )
    pixels = np.asarray(
        image.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 3))), float
    )
    across, down = np.meshgrid(np.linspace(-1, 1, SIDE), np.linspace(-1, 1, SIDE))
    light = (
        rng.uniform(0.7, 1)
        + rng.uniform(-0.15, 0.15) * across
        + rng.uniform(-0.15, 0.15) * down
    )
    warm = 1 + np.array([1, 0, -1]) * rng.uniform(-0.05, 0.06)
    pixels = pixels * light[..., None] * warm + rng.normal(0, 6, pixels.shape)
    buffer = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(
        buffer, "JPEG", quality=70
    )
    return Image.open(buffer).convert("RGB")


def measure(captioner: Captioner) -> tuple[float, list[tuple[Image.Image, str, bool]]]:
    """Percent of the forty that are captioned truly, and each with its caption."""
    drawn = draw_like_people()
    pixels = np.stack(
        [square(image, captioner.encoder.image_size) for image, _ in drawn]
    )
    texts = [written.text for written in captioner.caption(pixels)]
    told = []
    for (image, scene), text in zip(drawn, texts, strict=True):
        try:
            told.append((image, text, truth(text, scene)))
        except ValueError:  # no sentence of the grammar
            told.append((image, text, False))
    return 100 * float(np.mean([is_true for *_, is_true in told])), told


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.drawings", description=__doc__[:86])
    parser.add_argument("captioner", nargs="?", type=Path, default=SCENES)
    share, told = measure(Captioner.load(parser.parse_args().captioner))
    figure = Figure(figsize=(16, 11), layout="constrained")
    for ax, (image, text, is_true) in zip(
        figure.subplots(5, 8).ravel(), told, strict=True
    ):
        ax.imshow(image)
        ax.set_title(text, fontsize=6, color="black" if is_true else "crimson")
        ax.set_axis_off()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(OUT, dpi=110)
    print(f"{share:.1f} % of {len(told)} drawings captioned truly; all of them: {OUT}")


if __name__ == "__main__":
    main()
