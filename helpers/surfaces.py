"""Grounds, inks and a camera for wide scenes.

Colours here are RGB, floats in 0 to 255. x goes to the right and y down.
"""

__lesson__ = "00"

import colorsys

import cv2
import numpy as np

# Hue in degrees, saturation and value in 0 to 1: from, to. The gaps between hues keep
# names exact; value leaves out what nobody would call by the name.
INKS = {
    "red": ((-8, 8), (0.75, 1.0), (0.7, 1.0)),
    "green": ((100, 145), (0.6, 1.0), (0.4, 0.9)),
    "blue": ((208, 238), (0.6, 1.0), (0.55, 1.0)),
    "yellow": ((48, 60), (0.75, 1.0), (0.9, 1.0)),
    "purple": ((272, 300), (0.5, 1.0), (0.5, 0.95)),
    "white": ((0, 360), (0.0, 0.05), (0.93, 1.0)),
    "black": ((0, 360), (0.0, 0.4), (0.0, 0.14)),
}
GROUNDS = {
    "dark": ((0, 360), (0.0, 0.35), (0.04, 0.3)),
    "light": ((0, 360), (0.0, 0.06), (0.9, 1.0)),
    "coloured": ((0, 360), (0.2, 0.5), (0.45, 1.0)),
    "photo": ((15, 60), (0.0, 0.12), (0.75, 0.98)),  # paper
}
SLOPES = {"dark": 12, "light": 3, "coloured": 8, "photo": 0}  # grey levels
GROUND_SHARES = (0.3, 0.3, 0.15, 0.25)
CONTRAST = 130  # between ink and ground: Euclidean, in grey levels


def mix(ranges: tuple, rng: np.random.Generator) -> np.ndarray:
    """A colour (3,) within ranges of hue, saturation and value."""
    hue, saturation, value = (rng.uniform(*pair) for pair in ranges)
    return 255 * np.array(colorsys.hsv_to_rgb(hue / 360 % 1, saturation, value))


def choose_ink(
    colour: str, ground: np.ndarray, rng: np.random.Generator
) -> np.ndarray | None:
    """A tone of the colour that stands out from the ground, or None."""
    for _ in range(5):
        ink = mix(INKS[colour], rng)
        if np.linalg.norm(ink - ground) > CONTRAST:
            return ink
    return None


def cover(
    kind: str, side: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """A ground (side, side, 3) uint8 of a kind, and its mean colour (3,)."""
    colour = mix(GROUNDS[kind], rng)
    slope = SLOPES[kind] * (rng.random() < 0.6)  # a paint program's ground is even
    corners = colour + rng.uniform(-slope, slope, (3, 3, 3))
    ground = cv2.resize(corners, (side, side), interpolation=cv2.INTER_LINEAR)
    return ground.clip(0, 255).astype(np.uint8), colour


def finish(image: np.ndarray, kind: str, rng: np.random.Generator) -> np.ndarray:
    """Blur and noise, and for a photo uneven light with a cast: uint8 as before."""
    side, image = len(image), image.astype(np.float32)
    if kind == "photo":
        light = rng.uniform(0.55, 1.05) * rng.uniform(0.75, 1.1, (3, 3, 1))
        light = (light * rng.uniform(0.9, 1.05, 3)).astype(np.float32)  # and a cast
        image *= cv2.resize(light, (side, side), interpolation=cv2.INTER_LINEAR)
    if rng.random() < (0.9 if kind == "photo" else 0.3):
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 0.7) * side / 48)
    if rng.random() < (1.0 if kind == "photo" else 0.6):
        noise = rng.uniform(1, 7)  # standard deviation, in grey levels
        image = image + noise * rng.standard_normal(image.shape, np.float32)
    return image.round().clip(0, 255).astype(np.uint8)
