"""What a scene is, what can be said about it, and whether it is true.

A scene holds one to three items. A small grammar says things about it:

    single   [there is] a [size] [colour] shape
    pair     a [size] [colour] shape RELATION a [size] [colour] shape
    count    [there is | there are] one | two | three [size] [colour] shapes | objects

RELATION is `left of`, `right of`, `above`, `below` or `and`. Because
the scene is known exactly, a sentence of this grammar is true or false, and each
noun in it names known items: no photo allows either measurement.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

SHAPES = ("circle", "square", "triangle", "cross", "ring")
COLOURS = ("red", "green", "blue", "yellow", "purple", "white")
SIZES = ("small", "large")
CAPTIONS = 5  # a picture, as many as Flickr8k has
# How often each is said: the likeliest caption then gives colours and a place.
SIZE_SAID, COLOUR_SAID, AND_SAID = 0.25, 0.8, 0.5
PLURALS = {"circle": "circles", "square": "squares", "triangle": "triangles",
           "cross": "crosses", "ring": "rings", "object": "objects"}  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3}
PLACES = ("left of", "right of", "above", "below")
RELATIONS = (*PLACES, "and")

_SINGULAR = {plural: noun for noun, plural in PLURALS.items()}
_KIND = rf"(?:({'|'.join(SIZES)}) )?(?:({'|'.join(COLOURS)}) )?"
_THING = rf"a {_KIND}({'|'.join(SHAPES)})"
_NOUNS = "|".join([*PLURALS, *_SINGULAR])
_SINGLE = re.compile(rf"(?:there is )?{_THING}")
_PAIR = re.compile(rf"{_THING} ({'|'.join(RELATIONS)}) {_THING}")
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
class Caption:
    """A sentence, and which word names which item: (word index, item index) pairs."""

    text: str
    names: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Thing:
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

    things: tuple[_Thing, ...]
    relation: str | None = None
    count: int | None = None


def _parse(caption: str) -> _Claim:
    words = re.findall(r"\w+", caption.lower())
    text = " ".join(words)
    last = len(words) - 1
    if match := _SINGLE.fullmatch(text):
        return _Claim((_Thing(*match.groups(), last),))
    if match := _PAIR.fullmatch(text):
        first, relation, second = match.groups()[:3], match[4], match.groups()[4:]
        noun = next(i for i, word in enumerate(words) if word in SHAPES)
        return _Claim((_Thing(*first, noun), _Thing(*second, last)), relation)
    if match := _COUNT.fullmatch(text):
        verb, number, size, colour, noun = match.groups()
        count = NUMBERS[number]
        if (noun in PLURALS) == (count == 1) and (verb or "") in _verbs(count):
            noun = _SINGULAR.get(noun, noun)
            return _Claim((_Thing(size, colour, noun, last),), count=count)
    raise ValueError(
        f"expected a sentence of the scenes' grammar, got {caption!r}; "
        "say 'a small red circle', 'a ring above a square' or 'there are two crosses'"
    )


def _verbs(count: int) -> tuple[str, str]:
    return ("", "is") if count == 1 else ("", "are")


def _holds(relation: str, one: Item, other: Item) -> bool:
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
        if i != j and _holds(claim.relation, scene.items[i], scene.items[j])
    ]


def truth(caption: str, scene: Scene) -> bool:
    """Whether the caption is a true statement about the scene.

    `a` means at least one, `two` exactly two; left, right, above and below compare
    the centres of two different items. Case and punctuation do not matter.

    Raises:
        ValueError: the caption is not a sentence of the grammar.
    """
    return bool(_meanings(_parse(caption), scene))


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


def describe(scene: Scene, rng: np.random.Generator) -> tuple[Caption, ...]:
    """Five true captions of the scene, different from each other.

    Relations are said only where the two boxes do not overlap along that axis, so
    that the sentence is clearly true.
    """
    texts: list[str] = []
    for text in _sentences(scene, rng):
        if text not in texts:
            texts.append(text)
        if len(texts) == CAPTIONS:
            return tuple(Caption(text, _names(text, scene)) for text in texts)


def _sentences(scene: Scene, rng: np.random.Generator) -> Iterator[str]:
    """True sentences without end: pairs first, then counts and single items."""
    items = scene.items
    pairs = [(i, j) for i in range(len(items)) for j in range(len(items)) if i != j]
    for k in rng.permutation(len(pairs))[:3]:
        one, other = (items[i] for i in pairs[k])
        places = [r for r in PLACES if _clear(r, one, other)]
        if not places or rng.random() < AND_SAID:
            places = ["and"]
        relation = rng.choice(places)
        yield f"{_say(one, rng)} {relation} {_say(other, rng)}"
    yield _say_count(scene, rng)
    while True:
        opening = rng.choice(["", "there is "])
        yield opening + _say(items[rng.integers(len(items))], rng)
        if rng.random() < 0.2:
            yield _say_count(scene, rng)


def _clear(relation: str, one: Item, other: Item) -> bool:
    low, high = (0, 2) if relation in ("left of", "right of") else (1, 3)
    apart = one.box[high] <= other.box[low] or other.box[high] <= one.box[low]
    return apart and _holds(relation, one, other)


def _say(item: Item, rng: np.random.Generator) -> str:
    words = ["a", item.size, item.colour, item.shape]
    keep = [True, rng.random() < SIZE_SAID, rng.random() < COLOUR_SAID, True]
    return " ".join(word for word, kept in zip(words, keep, strict=True) if kept)


def _say_count(scene: Scene, rng: np.random.Generator) -> str:
    """How many there are of one item's kind: its shape, its colour, or of all."""
    item = scene.items[rng.integers(len(scene.items))]
    colour, noun = [("", "object"), ("", item.shape), (item.colour, "object")][
        rng.integers(3)
    ]
    thing = _Thing(None, colour or None, noun, 0)
    count = sum(map(thing.matches, scene.items))
    number = next(word for word, n in NUMBERS.items() if n == count)
    noun = noun if count == 1 else PLURALS[noun]
    opening = rng.choice(["", f"there {_verbs(count)[1]} "])
    return opening + " ".join(filter(None, [number, colour, noun]))


def _names(text: str, scene: Scene) -> tuple[tuple[int, int], ...]:
    return tuple((word, i) for word, items in named_items(text, scene) for i in items)
