"""Draw scenes: coloured shapes on a noisy ground, with captions that are true.

Everything comes from a seed: picture k of a seed is the same however many are drawn.
A folder of scenes has the format of every captioned set (`Images/`, `captions.txt`)
with `scenes.json` beside it: the items, and which caption word names which item.
"""

import csv
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from .grammar import COLOURS, SHAPES, SIZES, Caption, Item, Scene, describe

VERSION = 5  # raise it when the drawing changes: folders of older scenes are redrawn

# Light colours on a dark ground: a shape is then lighter than what surrounds it,
# whatever its colour, and small models learn to see shapes in seconds, not minutes.
RGB = {
    "red": (255, 85, 75), "green": (70, 215, 100), "blue": (85, 140, 255),
    "yellow": (250, 215, 60), "purple": (205, 110, 245), "white": (245, 245, 245),
}  # fmt: skip
ITEMS = (1 / 3, 1 / 3, 1 / 3)  # how often one, two, three are tried; three may not fit
RADIUS = {"small": 0.115, "large": 0.185}  # of the side: far enough apart to be told
RADIUS_JITTER = 0.08  # relative
GAP = 1 / 14  # of the side, between boxes; to the border half of it
GROUND = (15, 60)  # grey levels
TINT = 12  # grey levels, up or down, at each corner and in each channel
NOISE = 6.0  # standard deviation, in grey levels
COLOUR_JITTER = 10  # grey levels a channel, up or down
FRACTION_BITS = 4  # of OpenCV's fixed-point corners: a sixteenth of a pixel


@dataclass(frozen=True)
class Picture:
    """image (side, side, 3) uint8 RGB, the scene behind it, five captions."""

    image: np.ndarray
    scene: Scene
    captions: tuple[Caption, ...]


def _outlines() -> dict[str, list[np.ndarray]]:
    """Corners (K, 2) of each shape, x to the right and y down, radius 1.

    A second outline inside the first is a hole.
    """

    def polygon(corners, first, radius=1.0):
        angle = first + np.arange(corners) * 2 * np.pi / corners
        return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)

    arm = 0.32
    corner = np.array([(1, arm), (arm, arm), (arm, 1)])  # and three turns of it
    turn = np.array([(0, 1), (-1, 0)])
    cross = [corner @ np.linalg.matrix_power(turn, k) for k in range(4)]
    return {
        "circle": [polygon(40, 0)],
        "square": [polygon(4, np.pi / 4, 1.24)],
        "triangle": [polygon(3, -np.pi / 2, 1.1) + (0, 0.25)],
        "cross": [np.concatenate(cross)],
        "ring": [polygon(40, 0), polygon(40, 0, 0.5)],
    }


OUTLINES = _outlines()


def draw_scenes(count: int, *, seed: int = 0, side: int = 48) -> list[Picture]:
    """Draw `count` pictures of one to three items each, `side` pixels square.

    Raises:
        ValueError: side is below 32, where shapes can no longer be told apart.
    """
    if side < 32:
        raise ValueError(f"expected a side of at least 32 pixels, got {side}")
    return [_draw_scene(np.random.default_rng([seed, k]), side) for k in range(count)]


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
        _draw(image, SHAPES[kind], colour, centre, radius, rng)
        images.append(_add_noise(image, rng))
        labels.append(kind)
    return torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2), torch.tensor(labels)


def _draw_scene(rng: np.random.Generator, side: int) -> Picture:
    image = _ground(side, rng)
    items: list[Item] = []
    for _ in range(rng.choice([1, 2, 3], p=ITEMS)):
        shape, colour, size = _choose(items, rng)
        place = _find_place(items, RADIUS[size] * side, side, rng)
        if place is None:  # no room left: a scene of fewer items is a scene too
            break
        box = _draw(image, shape, colour, *place, rng)
        items.append(Item(shape, colour, size, box))
    scene = Scene(tuple(items), side)
    return Picture(_add_noise(image, rng), scene, describe(scene, rng))


def _choose(items: list[Item], rng: np.random.Generator) -> tuple[str, str, str]:
    """Words for a new item; often like the last one, so that there is more to count."""
    shape, colour, size = (str(rng.choice(words)) for words in (SHAPES, COLOURS, SIZES))
    alike = rng.random()
    if items and alike < 0.25:
        shape = items[-1].shape
    elif items and alike < 0.3:
        colour = items[-1].colour
    return shape, colour, size


def _find_place(
    items: list[Item], radius: float, side: int, rng: np.random.Generator
) -> tuple[np.ndarray, float] | None:
    """A centre and radius that leave a gap to every other item and to the border."""
    radius *= 1 + rng.uniform(-RADIUS_JITTER, RADIUS_JITTER)
    reach, gap = radius, GAP * side
    for _ in range(100):
        x, y = rng.uniform(reach + gap / 2, side - reach - gap / 2, 2)
        for left, top, right, bottom in (item.box for item in items):
            beside = x + reach + gap < left or right + gap < x - reach
            if not beside and not (y + reach + gap < top or bottom + gap < y - reach):
                break
        else:
            return np.array([x, y]), radius
    return None


def _ground(side: int, rng: np.random.Generator) -> np.ndarray:
    """A grey ground with a slow change of brightness and a tint: (H, W, 3) uint8."""
    corners = rng.uniform(*GROUND) + rng.uniform(-TINT, TINT, (3, 3, 3))
    ground = cv2.resize(corners, (side, side), interpolation=cv2.INTER_LINEAR)
    return ground.clip(0, 255).astype(np.uint8)


def _draw(
    image: np.ndarray,
    shape: str,
    colour: str,
    centre: np.ndarray,
    radius: float,
    rng: np.random.Generator,
) -> tuple[int, int, int, int]:
    """Draw one shape in place; return its box."""
    jitter = rng.integers(-COLOUR_JITTER, COLOUR_JITTER + 1, 3)
    rgb = [int(value) for value in (np.array(RGB[colour]) + jitter).clip(0, 255)]
    outlines = [centre + radius * outline for outline in OUTLINES[shape]]
    # a pixel's centre has whole coordinates in OpenCV: half a pixel less than ours
    fixed = [((o - 0.5) * 2**FRACTION_BITS).round().astype(np.int32) for o in outlines]
    cv2.fillPoly(image, fixed, rgb, cv2.LINE_AA, FRACTION_BITS)
    left, top = np.floor(outlines[0].min(axis=0)).astype(int)
    right, bottom = np.ceil(outlines[0].max(axis=0)).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _add_noise(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    noisy = image + rng.normal(0, NOISE, image.shape)
    return noisy.round().clip(0, 255).astype(np.uint8)


def write_scenes(
    folder: Path | str, count: int, *, seed: int = 0, side: int = 48
) -> Path:
    """Draw scenes into a folder, or keep the folder if it already holds just these.

    `scenes.json` is written last, so a folder that has it is whole.
    """
    folder = Path(folder)
    made = {"version": VERSION, "count": count, "seed": seed, "side": side}
    if (folder / "scenes.json").exists():
        if json.loads((folder / "scenes.json").read_text())["made"] == made:
            return folder
        (folder / "scenes.json").unlink()
    images = folder / "Images"
    images.mkdir(parents=True, exist_ok=True)
    for old in images.glob("*.png"):
        old.unlink()
    rows, scenes = [], {}
    for k, picture in enumerate(draw_scenes(count, seed=seed, side=side)):
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
    whole = folder / "scenes.json.part"
    whole.write_text(json.dumps({"made": made, "scenes": scenes}))
    whole.rename(folder / "scenes.json")
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
