"""Outlines of shapes, exact or as a hand draws them, and how they are filled.

Corners are (K, 2), x to the right and y down. A second outline is a hole in the first.
"""

__lesson__ = "00"

import cv2
import numpy as np

FRACTION_BITS = 4  # of OpenCV's fixed-point corners: a sixteenth of a pixel
ROUND = 6.5  # pixels of radius, below which an outlined circle looks like a ring
OUTLINED = 0.5  # how often a shape that has an inside is not filled
TURN = 12  # degrees, either way
UNEVEN = 0.03  # of the radius, a hand's error


def _outlines() -> dict[str, list[np.ndarray]]:
    """Corners (K, 2) of each shape, x to the right and y down, radius 1.

    A second outline inside the first is a hole.
    """

    def polygon(corners, first, radius=1.0):
        angle = first + np.arange(corners) * 2 * np.pi / corners
        return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)

    return {
        "circle": [polygon(40, 0)],
        "square": [polygon(4, np.pi / 4, 1.24)],
        "triangle": [polygon(3, -np.pi / 2, 1.1) + (0, 0.25)],
        "cross": [_cross(0.32)],
        "ring": [polygon(40, 0), polygon(40, 0, 0.5)],
        "star": [_star()],
        "heart": [_heart()],
    }


def _cross(arm: float) -> np.ndarray:
    corner = np.array([(1, arm), (arm, arm), (arm, 1)])  # and three turns of it
    turn = np.array([(0, 1), (-1, 0)])
    return np.concatenate([corner @ np.linalg.matrix_power(turn, k) for k in range(4)])


def _star() -> np.ndarray:
    angle = -np.pi / 2 + np.arange(10) * np.pi / 5
    radius = np.where(np.arange(10) % 2, 0.45, 1.12)[:, None]
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _heart() -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.stack([x / 16, -(y + 2.5) / 15], axis=1)


OUTLINES = _outlines()


def drawn_by_hand(
    shape: str, radius: float, rng: np.random.Generator
) -> list[np.ndarray]:
    """Outlines of a shape as a hand draws it: turned a little, stretched, not even.

    Thick or thin, filled or with a stroke around it. A stroke is at least a pixel wide
    and thinner than a ring.

    Args:
        radius: in pixels, of the shape; its outlines here have radius 1.
    """
    outlines = OUTLINES[shape]
    looks_like_ring = shape == "circle" and radius < ROUND
    if shape == "cross":
        outlines = [_cross(rng.uniform(0.14, 0.36) + 0.6 / radius)]
    elif shape != "ring" and not looks_like_ring and rng.random() < OUTLINED:
        stroke = rng.uniform(max(0.14, 1.1 / radius), max(0.28, 1.4 / radius))
        middle = outlines[0].mean(axis=0)
        outlines = [outlines[0], middle + (1 - stroke) * (outlines[0] - middle)]
    return _shake(outlines, rng)


def _shake(outlines: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    turn, stretch = np.deg2rad(rng.uniform(-TURN, TURN)), rng.uniform(0.9, 1.1)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = rotation @ np.diag([stretch, 1 / stretch])
    waves = np.arange(2, 5)  # a full turn, each with a height and a phase
    height = rng.uniform(0, UNEVEN) * rng.normal(size=3)
    phase = rng.uniform(0, 2 * np.pi, 3)

    def shaken(outline):
        angle = np.arctan2(outline[:, 1], outline[:, 0])[:, None]
        swell = 1 + np.cos(waves * angle + phase) @ height
        return outline * swell[:, None] @ matrix.T

    return [shaken(outline) for outline in outlines]


def fill(
    image: np.ndarray, outlines: list[np.ndarray], ink: np.ndarray
) -> tuple[int, int, int, int]:
    """Fill outlines, in pixels, in place with a smoothed edge; return their box."""
    # a pixel's centre has whole coordinates in OpenCV: half a pixel less than ours
    fixed = [((o - 0.5) * 2**FRACTION_BITS).round().astype(np.int32) for o in outlines]
    cv2.fillPoly(
        image, fixed, [int(level) for level in ink], cv2.LINE_AA, FRACTION_BITS
    )
    side = len(image)
    left, top = np.floor(outlines[0].min(axis=0)).astype(int).clip(0, side - 1)
    right, bottom = np.ceil(outlines[0].max(axis=0)).astype(int).clip(1, side)
    return int(left), int(top), int(right), int(bottom)
