"""What a scene is, what can be said about it, and whether it is true.

A scene holds one to four items. A small grammar says things about it:

    single   [there is] a [size] [colour] shape
    pair     a [size] [colour] shape RELATION a [size] [colour] shape
    count    [there is | there are] one | two | ... [size] [colour] shapes | objects
    absence  there is no [size] [colour] shape | object

RELATION is `left of`, `right of`, `above`, `below` or `and`. Because
the scene is known exactly, a sentence of this grammar is true or false, and each
noun in it names known items: no photo allows either measurement.
"""

__lesson__ = "00"

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SHAPES = ("circle", "square", "triangle", "cross", "ring")  # of the plain world
COLOURS = ("red", "green", "blue", "yellow", "purple", "white")
ALL_SHAPES = (*SHAPES, "star", "heart")  # of the wide world
ALL_COLOURS = (*COLOURS, "black")
SIZES = ("small", "large")
PLURALS = {"circle": "circles", "square": "squares", "triangle": "triangles",
           "cross": "crosses", "ring": "rings", "star": "stars", "heart": "hearts",
           "object": "objects"}  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}
APART = 1 / 7  # of the side: centres that far apart are clearly in another place
PLACES = ("left of", "right of", "above", "below")
OPPOSITE = dict(zip(PLACES, ("right of", "left of", "below", "above"), strict=True))
RELATIONS = (*PLACES, "and")

_SINGULAR = {plural: noun for noun, plural in PLURALS.items()}
_KIND = rf"(?:({'|'.join(SIZES)}) )?(?:({'|'.join(ALL_COLOURS)}) )?"
_THING = rf"a {_KIND}({'|'.join(ALL_SHAPES)})"
_NOUNS = "|".join([*PLURALS, *_SINGULAR])
_SINGLE = re.compile(rf"(?:there is )?{_THING}")
_PAIR = re.compile(rf"{_THING} ({'|'.join(RELATIONS)}) {_THING}")
_ABSENT = re.compile(rf"there is no {_KIND}({'|'.join(PLURALS)})")
_COUNT = re.compile(rf"(?:there (is|are) )?({'|'.join(NUMBERS)}) {_KIND}({_NOUNS})")


@dataclass(frozen=True)
class Item:
    """One object: its words, and its box (left, top, right, bottom) in pixels.

    Right and bottom lie outside, so the box's pixels are [top:bottom, left:right].
    """

    shape: str
    colour: str
    size: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Scene:
    """The items of one square picture, `side` pixels wide."""

    items: tuple[Item, ...]
    side: int


@dataclass(frozen=True)
class Thing:
    """A described thing: its words, None where not said, and its noun's index."""

    size: str | None
    colour: str | None
    noun: str
    word: int

    def matches(self, item: Item) -> bool:
        return (
            self.size in (None, item.size)
            and self.colour in (None, item.colour)
            and self.noun in ("object", item.shape)
        )


@dataclass(frozen=True)
class _Claim:
    """A parsed sentence: one or two things, their relation or their number."""

    things: tuple[Thing, ...]
    relation: str | None = None
    count: int | None = None


def _parse(caption: str) -> _Claim:
    words = re.findall(r"\w+", caption.lower())
    text = " ".join(words)
    last = len(words) - 1
    if match := _SINGLE.fullmatch(text):
        return _Claim((_thing(match.groups(), last),))
    if match := _PAIR.fullmatch(text):
        first, relation, second = match.groups()[:3], match[4], match.groups()[4:]
        place = next(i for i, word in enumerate(words) if word in ALL_SHAPES)
        return _Claim((_thing(first, place), _thing(second, last)), relation)
    if match := _ABSENT.fullmatch(text):
        return _Claim((_thing(match.groups(), last),), count=0)
    if match := _COUNT.fullmatch(text):
        verb, number, size, colour, noun = match.groups()
        count = NUMBERS[number]
        if (noun in PLURALS) == (count == 1) and (verb or "") in verbs(count):
            noun = _SINGULAR.get(noun, noun)
            return _Claim((Thing(size, colour, noun, last),), count=count)
    raise ValueError(
        f"expected a sentence of the scenes' grammar, got {caption!r}; "
        "say 'a small red circle', 'a ring above a square' or 'there are two crosses'"
    )


def _thing(said: Sequence[str | Any], word: int) -> Thing:
    size, colour, noun = said
    return Thing(size, colour, noun, word)


def verbs(count: int) -> tuple[str, str]:
    return ("", "is") if count == 1 else ("", "are")


def holds(relation: str, one: Item, other: Item) -> bool:
    """Compare centres; an item further left is to the left, however little."""
    (left, top, right, bottom), (l2, t2, r2, b2) = one.box, other.box
    across, down = (left + right) - (l2 + r2), (top + bottom) - (t2 + b2)
    return {
        "left of": across < 0,
        "right of": across > 0,
        "above": down < 0,
        "below": down > 0,
        "and": True,
    }[relation]


def _meanings(claim: _Claim, scene: Scene) -> list[tuple[set[int], ...]]:
    """Every way in which the claim is true: the items that each thing then names."""
    fits = [
        [i for i, item in enumerate(scene.items) if thing.matches(item)]
        for thing in claim.things
    ]
    if claim.count is not None:
        return [(set(fits[0]),)] if len(fits[0]) == claim.count else []
    if claim.relation is None:
        return [({i},) for i in fits[0]]
    return [
        ({i}, {j})
        for i in fits[0]
        for j in fits[1]
        if i != j and holds(claim.relation, scene.items[i], scene.items[j])
    ]


def truth(caption: str, scene: Scene) -> bool:
    """Whether the caption is a true statement about the scene.

    `a` means at least one, `two` exactly two; left, right, above and below compare
    the centres of two different items. Case and punctuation do not matter.

    Raises:
        ValueError: the caption is not a sentence of the grammar.
    """
    return bool(_meanings(_parse(caption), scene))


def claims(caption: str) -> set[str]:
    """The kinds of claim that a sentence makes, such as {"colour", "shape", "place"}.

    Raises:
        ValueError: the caption is not a sentence of the grammar.
    """
    claim = _parse(caption)
    made = {
        "colour": any(thing.colour for thing in claim.things),
        "shape": any(thing.noun != "object" for thing in claim.things),
        "size": any(thing.size for thing in claim.things),
        "number": bool(claim.count),
        "place": claim.relation in PLACES,
        "absence": claim.count == 0,
    }
    return {kind for kind, is_made in made.items() if is_made}


def bits(caption: str, scenes: Sequence[Scene]) -> float:
    """How much a caption tells: it is true of one in 2 ** bits of the scenes.

    Raises:
        ValueError: no sentence of the grammar, or true of none of the scenes.
    """
    claim = _parse(caption)
    fit = sum(bool(_meanings(claim, scene)) for scene in scenes)
    if not fit:
        raise ValueError(
            f"expected a caption that is true of some of {len(scenes)} scenes, got "
            f"{caption!r}; a false one tells nothing"
        )
    return math.log2(len(scenes) / fit)


def named_items(caption: str, scene: Scene) -> list[tuple[int, set[int]]]:
    """For each noun its word index and the items that it may mean.

    In a true caption these are the items that make it true. In a false one, those
    that fit the noun's own description: possibly none.

    Raises:
        ValueError: the caption is not a sentence of the grammar.
    """
    claim = _parse(caption)
    meanings = _meanings(claim, scene)
    named = []
    for position, thing in enumerate(claim.things):
        items = set().union(*(meaning[position] for meaning in meanings))
        if not meanings:
            items = {i for i, item in enumerate(scene.items) if thing.matches(item)}
        named.append((thing.word, items))
    return named


def is_apart(relation: str, one: Item, other: Item, side: int) -> bool:
    """Whether the relation holds with centres at least APART of the side apart."""
    low, high = (0, 2) if relation in PLACES[:2] else (1, 3)
    apart = one.box[low] + one.box[high] - other.box[low] - other.box[high]
    return abs(apart) >= 2 * APART * side and holds(relation, one, other)


def one_half(relation: str, one: Item, other: Item, side: int) -> bool:
    """Whether both centres lie in the same half of the picture, along the relation.

    Where the first thing stands then does not tell the place.
    """
    low, high = (0, 2) if relation in PLACES[:2] else (1, 3)
    return (one.box[low] + one.box[high] < side) == (
        other.box[low] + other.box[high] < side
    )
