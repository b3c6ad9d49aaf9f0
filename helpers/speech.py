"""True captions of a scene, as a person might write them, in one of the languages."""

__lesson__ = "00"

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from .claims import (
    ALL_COLOURS,
    ALL_SHAPES,
    PLACES,
    Claim,
    Item,
    Scene,
    Thing,
    holds,
    is_apart,
    one_half,
)
from .grammar import named_items
from .language import load_language

CAPTIONS = 5  # a picture, as many as Flickr8k has


@dataclass(frozen=True)
class Caption:
    """A sentence, and which word names which item: (word index, item index) pairs."""

    text: str
    names: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Speech:
    """How often `describe` says what: shares of things, pairs and captions.

    `language` is the code of the one that it says it in; None: see `speak`.
    """

    size: float = 0.25
    colour: float = 0.8  # the likeliest caption then gives colours
    pair_and: float = 0.5  # of pairs, where a place could be said
    near: bool = False  # places also of things whose boxes overlap along the axis
    absence: float = 0.0  # of pictures, in one of their captions
    language: str | None = None


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
    items, say = scene.items, load_language(speech.language).say
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
        relation = str(rng.choice(places))
        things = _choose_words(one, rng, speech), _choose_words(other, rng, speech)
        yield say(Claim(things, relation))
    if speech.absence and rng.random() < speech.absence:
        yield say(_absence(scene, rng))
    count, opening = _count(scene, rng)
    yield say(count, opening=opening)
    while True:
        opening = bool(rng.choice([False, True]))
        item = items[rng.integers(len(items))]
        yield say(Claim((_choose_words(item, rng, speech),)), opening=opening)
        if rng.random() < 0.2:
            count, opening = _count(scene, rng)
            yield say(count, opening=opening)


def _clear(relation: str, one: Item, other: Item) -> bool:
    """Whether the relation holds and the boxes do not overlap along its axis."""
    low, high = (0, 2) if relation in PLACES[:2] else (1, 3)
    apart = one.box[high] <= other.box[low] or other.box[high] <= one.box[low]
    return apart and holds(relation, one, other)


def _choose_words(item: Item, rng: np.random.Generator, speech: Speech) -> Thing:
    """The item's shape, and its size and colour as often as people say them."""
    size = item.size if rng.random() < speech.size else None
    colour = item.colour if rng.random() < speech.colour else None
    return Thing(item.shape, colour, size)


def _absence(scene: Scene, rng: np.random.Generator) -> Claim:
    """That something is not there: a shape, or a shape in a colour."""
    while True:
        thing = Thing(str(rng.choice(ALL_SHAPES)))
        if rng.random() < 0.5:
            thing = replace(thing, colour=str(rng.choice(ALL_COLOURS)))
        if not any(map(thing.matches, scene.items)):
            return Claim((thing,), count=0)


def _count(scene: Scene, rng: np.random.Generator) -> tuple[Claim, bool]:
    """How many there are of one item's kind: its shape, its colour, or of all.

    And whether the sentence opens with "there is".
    """
    item = scene.items[rng.integers(len(scene.items))]
    kinds = [Thing("object"), Thing(item.shape), Thing("object", item.colour)]
    thing = kinds[rng.integers(len(kinds))]
    count = sum(map(thing.matches, scene.items))
    return Claim((thing,), count=count), bool(rng.choice([False, True]))


def _names(text: str, scene: Scene) -> tuple[tuple[int, int], ...]:
    return tuple((word, i) for word, items in named_items(text, scene) for i in items)
