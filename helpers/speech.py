"""True captions of a scene, as a person might write them."""

__lesson__ = "00"

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from .grammar import (
    ALL_COLOURS,
    ALL_SHAPES,
    NUMBERS,
    PLACES,
    PLURALS,
    Item,
    Scene,
    Thing,
    holds,
    is_apart,
    named_items,
    one_half,
    verbs,
)

CAPTIONS = 5  # a picture, as many as Flickr8k has


@dataclass(frozen=True)
class Caption:
    """A sentence, and which word names which item: (word index, item index) pairs."""

    text: str
    names: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Speech:
    """How often `describe` says what: shares of things, pairs and captions."""

    size: float = 0.25
    colour: float = 0.8  # the likeliest caption then gives colours
    pair_and: float = 0.5  # of pairs, where a place could be said
    near: bool = False  # places also of things whose boxes overlap along the axis
    absence: float = 0.0  # of pictures, in one of their captions


def describe(
    scene: Scene, rng: np.random.Generator, speech: Speech = Speech()
) -> tuple[Caption, ...]:
    """Five true captions of the scene, different from each other.

    Relations are said only where the two boxes do not overlap along that axis, so
    that the sentence is clearly true.
    """
    sentences, texts = _sentences(scene, rng, speech), list[str]()
    while len(texts) < CAPTIONS:
        text = next(sentences)
        if text not in texts:
            texts.append(text)
    return tuple(Caption(text, _names(text, scene)) for text in texts)


def _sentences(scene: Scene, rng: np.random.Generator, speech: Speech) -> Iterator[str]:
    """True sentences without end: pairs first, then counts and single items."""
    items = scene.items
    pairs = [(i, j) for i in range(len(items)) for j in range(len(items)) if i != j]
    for k in rng.permutation(len(pairs))[:3]:
        one, other = (items[i] for i in pairs[k])
        if speech.near:
            places = [r for r in PLACES if is_apart(r, one, other, scene.side)]
            hard = [r for r in places if one_half(r, one, other, scene.side)]
            places = hard or places
        else:
            places = [r for r in PLACES if _clear(r, one, other)]
        if not places or rng.random() < speech.pair_and:
            places = ["and"]
        relation = rng.choice(places)
        yield f"{_say(one, rng, speech)} {relation} {_say(other, rng, speech)}"
    if speech.absence and rng.random() < speech.absence:
        yield _say_absence(scene, rng)
    yield _say_count(scene, rng)
    while True:
        opening = rng.choice(["", "there is "])
        yield opening + _say(items[rng.integers(len(items))], rng, speech)
        if rng.random() < 0.2:
            yield _say_count(scene, rng)


def _clear(relation: str, one: Item, other: Item) -> bool:
    """Whether the relation holds and the boxes do not overlap along its axis."""
    low, high = (0, 2) if relation in PLACES[:2] else (1, 3)
    apart = one.box[high] <= other.box[low] or other.box[high] <= one.box[low]
    return apart and holds(relation, one, other)


def _say(item: Item, rng: np.random.Generator, speech: Speech) -> str:
    words = ["a", item.size, item.colour, item.shape]
    keep = [True, rng.random() < speech.size, rng.random() < speech.colour, True]
    return " ".join(word for word, kept in zip(words, keep, strict=True) if kept)


def _say_absence(scene: Scene, rng: np.random.Generator) -> str:
    """That something is not there: a shape, or a shape in a colour."""
    while True:
        thing = Thing(None, None, str(rng.choice(ALL_SHAPES)), 0)
        if rng.random() < 0.5:
            thing = replace(thing, colour=str(rng.choice(ALL_COLOURS)))
        if not any(map(thing.matches, scene.items)):
            return f"there is no {' '.join(filter(None, [thing.colour, thing.noun]))}"


def _say_count(scene: Scene, rng: np.random.Generator) -> str:
    """How many there are of one item's kind: its shape, its colour, or of all."""
    item = scene.items[rng.integers(len(scene.items))]
    colour, noun = [("", "object"), ("", item.shape), (item.colour, "object")][
        rng.integers(3)
    ]
    thing = Thing(None, colour or None, noun, 0)
    count = sum(map(thing.matches, scene.items))
    number = next(word for word, n in NUMBERS.items() if n == count)
    noun = noun if count == 1 else PLURALS[noun]
    opening = rng.choice(["", f"there {verbs(count)[1]} "])
    return opening + " ".join(filter(None, [number, colour, noun]))


def _names(text: str, scene: Scene) -> tuple[tuple[int, int], ...]:
    return tuple((word, i) for word, items in named_items(text, scene) for i in items)
