"""Draw scenes: coloured shapes on a noisy ground, with captions that are true.

Everything comes from a seed: picture k of a seed is the same however many are drawn,
and in whatever language it is captioned.
A folder of scenes has the format of every captioned set (`Images/`, `captions.txt`)
with `scenes.json` beside it: the items, and which caption word names which item.
"""

__lesson__ = "00"

import csv
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from .claims import APART, COLOURS, SHAPES, SIZES, Item, Scene
from .files import whole_file
from .language import load_language
from .outlines import OUTLINES, drawn_by_hand, fill
from .speech import Caption, describe
from .surfaces import GROUND_SHARES, GROUNDS, choose_ink, cover, finish
from .worlds import PLAIN, World

VERSION = 6  # raise it when the drawing changes: folders of older scenes are redrawn

# Light colours on a dark ground: a shape is then lighter than what surrounds it,
# whatever its colour, and small models learn to see shapes in seconds, not minutes.
RGB = {
    "red": (255, 85, 75), "green": (70, 215, 100), "blue": (85, 140, 255),
    "yellow": (250, 215, 60), "purple": (205, 110, 245), "white": (245, 245, 245),
}  # fmt: skip
RADIUS_JITTER = 0.08  # relative
GAP = 1 / 14  # of the side, between boxes; to the border half of it
GROUND = (15, 60)  # grey levels
TINT = 12  # grey levels, up or down, at each corner and in each channel
NOISE = 6.0  # standard deviation, in grey levels
COLOUR_JITTER = 10  # grey levels a channel, up or down


@dataclass(frozen=True)
class Picture:
    """image (side, side, 3) uint8 RGB, the scene behind it, five captions."""

    image: np.ndarray
    scene: Scene
    captions: tuple[Caption, ...]


def draw_scenes(
    count: int, *, seed: int = 0, side: int = 48, world: World = PLAIN
) -> list[Picture]:
    """Draw `count` pictures of one item to a few each, `side` pixels square.

    Raises:
        ValueError: side is below 32, where shapes can no longer be told apart.
    """
    if side < 32:
        raise ValueError(f"expected a side of at least 32 pixels, got {side}")
    return [
        _draw_scene(np.random.default_rng([seed, k]), side, world) for k in range(count)
    ]


def draw_objects(count: int, *, seed: int = 0, side: int = 32) -> tuple[Tensor, Tensor]:
    """Draw one item a picture, for classification by shape.

    Returns:
        images (M, 3, side, side) uint8 and labels (M,) long, indices into SHAPES.
    """
    images, labels = [], []
    for k in range(count):
        rng = np.random.default_rng([seed, k])
        kind, colour = rng.integers(len(SHAPES)), rng.choice(COLOURS)
        radius = side * rng.uniform(0.25, 0.42)
        centre = rng.uniform(radius * 1.1, side - radius * 1.1, 2)
        image = _ground(side, rng)
        _draw(image, SHAPES[kind], RGB[colour], centre, radius, rng)
        images.append(_add_noise(image, rng))
        labels.append(kind)
    return torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2), torch.tensor(labels)


def _draw_scene(rng: np.random.Generator, side: int, world: World) -> Picture:
    wide = world.wide > 0 and rng.random() < world.wide
    items: list[Item] = []
    while not items:  # none where no ink has enough contrast with the ground
        kind = str(rng.choice([*GROUNDS], p=GROUND_SHARES)) if wide else None
        image, ground = cover(kind, side, rng) if kind else (_ground(side, rng), None)
        items = _draw_items(image, ground, rng, world)
    scene = Scene(tuple(items), side)
    image = finish(image, kind, rng) if kind else _add_noise(image, rng)
    return Picture(image, scene, describe(scene, rng, world.speech))


def _draw_items(
    image: np.ndarray,
    ground: np.ndarray | None,
    rng: np.random.Generator,
    world: World,
) -> list[Item]:
    """Draw things in place: by hand if the ground's colour is given, else exactly."""
    side, items = len(image), list[Item]()
    number = rng.choice(len(world.items), p=world.items) + 1
    in_half = number > 1 and world.halves > 0 and rng.random() < world.halves
    half = _choose_half(rng) if in_half else None
    for _ in range(number):
        shape, colour, size = _choose(items, rng, world)
        by_hand = ground is not None
        ink = RGB.get(colour) if ground is None else choose_ink(colour, ground, rng)
        if ink is None:
            continue
        radius = world.radius[size] * side
        place = _find_place(items, radius, side, rng, half if len(items) < 2 else None)
        if place is None:  # no room left: a scene of fewer items is a scene too
            break
        box = _draw(image, shape, ink, *place, rng, by_hand=by_hand)
        items.append(Item(shape, colour, size, box))
    return items


def _choose_half(rng: np.random.Generator) -> tuple[int, float]:
    """An axis, 0 across and 1 down, and where the half begins: 0 or 1/2."""
    return int(rng.integers(2)), float(rng.choice([0.0, 0.5]))


def _choose(
    items: list[Item], rng: np.random.Generator, world: World
) -> tuple[str, str, str]:
    """Words for a new item; often like the last one, so that there is more to count."""
    shape, colour, size = (
        str(rng.choice(words)) for words in (world.shapes, world.colours, SIZES)
    )
    alike = rng.random()
    if items and alike < 0.25:
        shape = items[-1].shape
    elif items and alike < 0.3:
        colour = items[-1].colour
    return shape, colour, size


def _find_place(
    items: list[Item],
    radius: float,
    side: int,
    rng: np.random.Generator,
    half: tuple[int, float] | None = None,
) -> tuple[np.ndarray, float] | None:
    """A centre and radius that leave a gap to every other item and to the border.

    In a half, if there is room, and there clearly beside, above or below the first.
    """
    radius *= 1 + rng.uniform(-RADIUS_JITTER, RADIUS_JITTER)
    reach, gap = radius, GAP * side
    for attempt in range(100 if half is None else 200):
        x, y = rng.uniform(reach + gap / 2, side - reach - gap / 2, 2)
        if half and attempt < 100 and not _in_half((x, y), half, items, side):
            continue
        for left, top, right, bottom in (item.box for item in items):
            beside = x + reach + gap < left or right + gap < x - reach
            if not beside and not (y + reach + gap < top or bottom + gap < y - reach):
                break
        else:
            return np.array([x, y]), radius
    return None


def _in_half(
    centre: tuple[float, float],
    half: tuple[int, float],
    items: list[Item],
    side: int,
) -> bool:
    axis, begins = half
    along = centre[axis]
    firsts = [(item.box[axis] + item.box[axis + 2]) / 2 for item in items[:1]]
    apart = all(abs(along - first) >= APART * side for first in firsts)
    return apart and begins * side <= along < (begins + 0.5) * side


def _ground(side: int, rng: np.random.Generator) -> np.ndarray:
    """A grey ground with a slow change of brightness and a tint: (H, W, 3) uint8."""
    corners = rng.uniform(*GROUND) + rng.uniform(-TINT, TINT, (3, 3, 3))
    ground = cv2.resize(corners, (side, side), interpolation=cv2.INTER_LINEAR)
    return ground.clip(0, 255).astype(np.uint8)


def _draw(
    image: np.ndarray,
    shape: str,
    ink: tuple[int, int, int] | np.ndarray,
    centre: np.ndarray,
    radius: float,
    rng: np.random.Generator,
    *,
    by_hand: bool = False,
) -> tuple[int, int, int, int]:
    """Draw one shape in place; return its box."""
    paint = np.asarray(ink)
    if by_hand:
        outlines = drawn_by_hand(shape, radius, rng)
    else:
        outlines = OUTLINES[shape]
        jitter = rng.integers(-COLOUR_JITTER, COLOUR_JITTER + 1, 3)
        paint = (paint + jitter).clip(0, 255)
    return fill(image, [centre + radius * outline for outline in outlines], paint)


def _add_noise(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    noisy = image + rng.normal(0, NOISE, image.shape)
    return noisy.round().clip(0, 255).astype(np.uint8)


def write_scenes(
    folder: Path | str,
    count: int,
    *,
    seed: int = 0,
    side: int = 48,
    world: World = PLAIN,
) -> Path:
    """Draw scenes into a folder, or keep the folder if it already holds just these.

    `scenes.json` is written last, so a folder that has it is whole.
    """
    folder = Path(folder)
    made: dict[str, float | str] = {"version": VERSION, "count": count, "seed": seed}
    made |= {
        "side": side,
        "wide": world.wide,
        "language": load_language(world.speech.language).code,
    }
    if (folder / "scenes.json").exists():
        if json.loads((folder / "scenes.json").read_text())["made"] == made:
            return folder
        (folder / "scenes.json").unlink()
    images = folder / "Images"
    images.mkdir(parents=True, exist_ok=True)
    for old in images.glob("*.png"):
        old.unlink()
    rows, scenes = [], {}
    pictures = draw_scenes(count, seed=seed, side=side, world=world)
    for k, picture in enumerate(pictures):
        name = f"{k:05d}.png"
        blue_first = cv2.cvtColor(picture.image, cv2.COLOR_RGB2BGR)
        if not cv2.imwrite(str(images / name), blue_first):
            raise OSError(f"cannot write {images / name}; is the disk full?")
        rows += [(name, caption.text) for caption in picture.captions]
        scenes[name] = {
            **asdict(picture.scene),
            "names": [caption.names for caption in picture.captions],
        }
    with open(folder / "captions.txt", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("image", "caption"), *rows])
    with whole_file(folder / "scenes.json") as draft:
        draft.write_text(json.dumps({"made": made, "scenes": scenes}))
    return folder


def read_scenes(folder: Path | str) -> dict[str, Scene]:
    """The scene behind each picture of a folder that `write_scenes` made.

    Raises:
        ValueError: the folder has no scenes.json, so nothing is known about it.
    """
    file = Path(folder) / "scenes.json"
    if not file.exists():
        raise ValueError(
            f"expected {file}, found none: only drawn pictures have a known scene; "
            "use data that write_scenes made"
        )
    return {
        name: Scene(
            tuple(
                Item(**{**item, "box": tuple(item["box"])}) for item in known["items"]
            ),
            known["side"],
        )
        for name, known in json.loads(file.read_text())["scenes"].items()
    }
