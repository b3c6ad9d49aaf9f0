"""Pairs of a true sentence about a scene and one like it that is false (a foil).

The two of a pair differ in one kind of claim alone, so whether a captioner finds the
true one likelier shows whether it knows that kind. `truth` is asked about both: they
are exact.
"""

__lesson__ = "10"

from collections.abc import Callable, Container
from dataclasses import replace

import numpy as np

from .grammar import (
    ALL_COLOURS,
    ALL_SHAPES,
    NUMBERS,
    OPPOSITE,
    PLACES,
    PLURALS,
    SIZES,
    Item,
    Scene,
    is_apart,
    one_half,
    truth,
)

TRIES = 12  # draws a kind and scene, before that kind is left out
Pair = tuple[str, str] | None  # a true and a false sentence; None: not in this scene


def make_foils(
    scene: Scene, rng: np.random.Generator, known: Container[str] | None = None
) -> dict[str, tuple[str, str]]:
    """For each kind of claim a true sentence about the scene and a false one.

    A kind that this scene has no example of is left out, such as a place where there
    is one thing alone.

    Args:
        known: the words a captioner has; sentences with others are not made.
    """
    foils = {}
    for kind, make in KINDS.items():
        for _ in range(TRIES):
            pair = make(scene, rng)
            if pair and _is_exact(pair, scene) and _is_known(pair, known):
                foils[kind] = pair
                break
    return foils


def _is_exact(pair: tuple[str, str], scene: Scene) -> bool:
    return truth(pair[0], scene) and not truth(pair[1], scene)


def _is_known(pair: tuple[str, str], known: Container[str] | None) -> bool:
    return known is None or all(word in known for word in " ".join(pair).split())


def _say(item: Item) -> str:
    return f"a {item.colour} {item.shape}"


def _pick(items, rng):
    return items[rng.integers(len(items))]


def _another(words, word, rng):
    return _pick([other for other in words if other != word], rng)


def _colour(scene: Scene, rng: np.random.Generator) -> Pair:
    item = _pick(scene.items, rng)
    other = replace(item, colour=_another(ALL_COLOURS, item.colour, rng))
    return _say(item), _say(other)


def _shape(scene: Scene, rng: np.random.Generator) -> Pair:
    item = _pick(scene.items, rng)
    other = replace(item, shape=_another(ALL_SHAPES, item.shape, rng))
    return _say(item), _say(other)


def _size(scene: Scene, rng: np.random.Generator) -> Pair:
    item = _pick(scene.items, rng)
    said = f"{item.colour} {item.shape}"
    return f"a {item.size} {said}", f"a {_another(SIZES, item.size, rng)} {said}"


def _number(scene: Scene, rng: np.random.Generator) -> Pair:
    noun = _pick([_pick(scene.items, rng).shape, "object"], rng)
    count = sum(noun in ("object", item.shape) for item in scene.items)
    near = [n for n in NUMBERS.values() if abs(n - count) == 1]
    return _count(count, noun), _count(_pick(near, rng), noun)


def _count(count: int, noun: str) -> str:
    word = next(word for word, number in NUMBERS.items() if number == count)
    return f"there is one {noun}" if count == 1 else f"there are {word} {PLURALS[noun]}"


def _two(scene: Scene, rng: np.random.Generator) -> tuple[Item, Item] | None:
    """Two things that are described differently."""
    one, other = _pick(scene.items, rng), _pick(scene.items, rng)
    return None if _say(one) == _say(other) else (one, other)


def _whose_colour(scene: Scene, rng: np.random.Generator) -> Pair:
    if not (two := _two(scene, rng)):
        return None
    one, other = two
    swapped = replace(one, colour=other.colour), replace(other, colour=one.colour)
    return " and ".join(map(_say, two)), " and ".join(map(_say, swapped))


def _place(scene: Scene, rng: np.random.Generator, hard: bool = False) -> Pair:
    if not (two := _two(scene, rng)):
        return None
    relation = _pick(PLACES, rng)
    if not is_apart(relation, *two, scene.side):
        return None
    if hard and not one_half(relation, *two, scene.side):
        return None
    one, other = map(_say, two)
    return f"{one} {relation} {other}", f"{one} {OPPOSITE[relation]} {other}"


def _hard_place(scene: Scene, rng: np.random.Generator) -> Pair:
    return _place(scene, rng, hard=True)


def _absence(scene: Scene, rng: np.random.Generator) -> Pair:
    present = _pick(scene.items, rng).shape
    return f"there is no {_another(ALL_SHAPES, present, rng)}", f"there is no {present}"


KINDS: dict[str, Callable[[Scene, np.random.Generator], Pair]] = {
    "colour": _colour,
    "shape": _shape,
    "size": _size,
    "number": _number,
    "whose colour": _whose_colour,
    "place": _place,
    "hard place": _hard_place,  # both things stand in one half
    "absence": _absence,
}
