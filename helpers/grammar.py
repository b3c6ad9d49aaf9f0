"""Whether what is said of a scene is true, what it claims, and what it names.

A scene holds one to four items. A small grammar (see language.py) says things about
it, in English or another of the languages: "a red ring above a square". Because the
scene is known exactly, a sentence of it is true or false, and each noun in it names
known items: no photo allows either measurement.
"""

__lesson__ = "00"

import math
from collections.abc import Sequence

from .claims import (
    ALL_COLOURS,
    ALL_SHAPES,
    APART,
    COLOURS,
    NUMBERS,
    OPPOSITE,
    PLACES,
    RELATIONS,
    SHAPES,
    SIZES,
    Claim,
    Item,
    Scene,
    Thing,
    holds,
    is_apart,
    meanings,
    one_half,
)
from .language import ENGLISH, load_language, read_claim

__all__ = [  # with those of claims.py: one door for lessons
    "ALL_COLOURS",
    "ALL_SHAPES",
    "APART",
    "COLOURS",
    "NUMBERS",
    "OPPOSITE",
    "PLACES",
    "PLURALS",
    "RELATIONS",
    "SHAPES",
    "SIZES",
    "Item",
    "Scene",
    "Thing",
    "bits",
    "claims",
    "holds",
    "is_apart",
    "named_items",
    "one_half",
    "say",
    "truth",
]
PLURALS = load_language(ENGLISH).plurals


def say(thing: Thing, *, opening: bool = False) -> str:
    """A thing in words, in the language spoken: "a red circle".

    Args:
        opening: begin with "there is".
    """
    return load_language().say(Claim((thing,)), opening=opening)


def truth(caption: str, scene: Scene) -> bool:
    """Whether the caption is a true statement about the scene.

    `a` means at least one, `two` exactly two; left, right, above and below compare
    the centres of two different items. Case and punctuation do not matter.

    Raises:
        ValueError: the caption is not a sentence of the grammar.
    """
    return bool(meanings(read_claim(caption)[0], scene))


def claims(caption: str) -> set[str]:
    """The kinds of claim that a sentence makes, such as {"colour", "shape", "place"}.

    Raises:
        ValueError: the caption is not a sentence of the grammar.
    """
    claim, _ = read_claim(caption)
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
    claim, _ = read_claim(caption)
    fit = sum(bool(meanings(claim, scene)) for scene in scenes)
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
    claim, nouns = read_claim(caption)
    true = meanings(claim, scene)
    named = []
    for position, (thing, noun) in enumerate(zip(claim.things, nouns, strict=True)):
        items = set().union(*(meaning[position] for meaning in true))
        if not true:
            items = {i for i, item in enumerate(scene.items) if thing.matches(item)}
        named.append((noun, items))
    return named
