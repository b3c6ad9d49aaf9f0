"""Pairs of a true sentence about a scene and one like it that is false (a foil).

The two of a pair differ in one kind of claim alone, so whether a captioner finds the
true one likelier shows whether it knows that kind. `truth` is asked about both: they
are exact.
"""

__lesson__ = "10"

from collections.abc import Callable, Container
from dataclasses import replace

import numpy as np

from .claims import (
    ALL_COLOURS,
    ALL_SHAPES,
    NUMBERS,
    OPPOSITE,
    PLACES,
    SIZES,
    Claim,
    Item,
    Scene,
    Thing,
    is_apart,
    one_half,
)
from .grammar import truth
from .language import load_language

TRIES = 12  # draws a kind and scene, before that kind is left out
Pair = tuple[Claim, Claim] | None  # a true and a false one; None: not in this scene


def make_foils(
    scene: Scene,
    rng: np.random.Generator,
    known: Container[str] | None = None,
    *,
    language: str | None = None,
) -> dict[str, tuple[str, str]]:
    """For each kind of claim a true sentence about the scene and a false one.

    A kind that this scene has no example of is left out, such as a place where there
    is one thing alone.

    Args:
        known: the words a captioner has; sentences with others are not made.
        language: code of the one that the sentences are of; None: see `speak`.
    """
    foils, speaker = {}, load_language(language)
    for kind, make in KINDS.items():
        for _ in range(TRIES):
            if pair := make(scene, rng):
                true, false = (
                    speaker.say(x, opening=x.count is not None) for x in pair
                )
                if _is_exact((true, false), scene) and _is_known(
                    true + " " + false, known
                ):
                    foils[kind] = true, false
                    break
    return foils


def _is_exact(pair: tuple[str, str], scene: Scene) -> bool:
    return truth(pair[0], scene) and not truth(pair[1], scene)


def _is_known(text: str, known: Container[str] | None) -> bool:
    return known is None or all(word in known for word in text.split())


def _thing(item: Item, **other: str) -> Thing:
    """An item by colour and shape, some of its words exchanged or added."""
    return replace(Thing(item.shape, item.colour), **other)


def _one(thing: Thing) -> Claim:
    return Claim((thing,))


def _pick(items, rng):
    return items[rng.integers(len(items))]


def _another(words, word, rng):
    return _pick([other for other in words if other != word], rng)


def _colour(scene: Scene, rng: np.random.Generator) -> Pair:
    item = _pick(scene.items, rng)
    other = _another(ALL_COLOURS, item.colour, rng)
    return _one(_thing(item)), _one(_thing(item, colour=other))


def _shape(scene: Scene, rng: np.random.Generator) -> Pair:
    item = _pick(scene.items, rng)
    other = _another(ALL_SHAPES, item.shape, rng)
    return _one(_thing(item)), _one(_thing(item, noun=other))


def _size(scene: Scene, rng: np.random.Generator) -> Pair:
    item = _pick(scene.items, rng)
    other = _another(SIZES, item.size, rng)
    return _one(_thing(item, size=item.size)), _one(_thing(item, size=other))


def _number(scene: Scene, rng: np.random.Generator) -> Pair:
    thing = Thing(_pick([_pick(scene.items, rng).shape, "object"], rng))
    count = sum(map(thing.matches, scene.items))
    near = [n for n in NUMBERS.values() if abs(n - count) == 1]
    return Claim((thing,), count=count), Claim((thing,), count=_pick(near, rng))


def _two(scene: Scene, rng: np.random.Generator) -> tuple[Item, Item] | None:
    """Two things that are described differently."""
    one, other = _pick(scene.items, rng), _pick(scene.items, rng)
    return None if _thing(one) == _thing(other) else (one, other)


def _whose_colour(scene: Scene, rng: np.random.Generator) -> Pair:
    if not (two := _two(scene, rng)):
        return None
    one, other = two
    swapped = _thing(one, colour=other.colour), _thing(other, colour=one.colour)
    return Claim((_thing(one), _thing(other)), "and"), Claim(swapped, "and")


def _place(scene: Scene, rng: np.random.Generator, hard: bool = False) -> Pair:
    if not (two := _two(scene, rng)):
        return None
    relation = _pick(PLACES, rng)
    if not is_apart(relation, *two, scene.side):
        return None
    if hard and not one_half(relation, *two, scene.side):
        return None
    one, other = map(_thing, two)
    return Claim((one, other), relation), Claim((one, other), OPPOSITE[relation])


def _hard_place(scene: Scene, rng: np.random.Generator) -> Pair:
    return _place(scene, rng, hard=True)


def _absence(scene: Scene, rng: np.random.Generator) -> Pair:
    present = _pick(scene.items, rng).shape
    absent = _another(ALL_SHAPES, present, rng)
    return Claim((Thing(absent),), count=0), Claim((Thing(present),), count=0)


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
