"""Questions about scenes, with answers that are exact because the scene is known.

colour    what colour is the ring             red, green, ...
shape     what shape is the red object        circle, square, ...
number    how many circles are there          none, one, two, ...
place     is the square left of the cross     yes, no
presence  is there a red circle               yes, no
"""

__lesson__ = "00"

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .claims import (
    COLOURS,
    NUMBERS,
    OPPOSITE,
    PLACES,
    SHAPES,
    Scene,
    Thing,
    is_apart,
)
from .language import Language, load_language

YES, NO, NONE = "yes", "no", "none"
ANSWERS = (*COLOURS, *SHAPES, NONE, *NUMBERS, YES, NO)  # in English


@dataclass(frozen=True)
class Question:
    """A question, its answer of one word, and the items that it is about."""

    kind: str
    text: str
    answer: str
    items: tuple[int, ...]


def make_questions(
    scene: Scene, rng: np.random.Generator, *, language: str | None = None
) -> list[Question]:
    """One question of each kind that the scene allows, in the order of KINDS.

    Nothing is asked that the picture leaves in doubt: "the ring" stands where there
    is one ring, and places are asked of things that lie clearly apart.

    Args:
        language: code of the one that questions and answers are of; None: see `speak`.
    """
    speaker = load_language(language)
    asked = (make(scene, rng, speaker) for make in KINDS.values())
    return [question for question in asked if question]


def answers(language: str | None = None) -> tuple[str, ...]:
    """All that an answer may be, in a language."""
    speaker = load_language(language)
    return tuple(speaker.word(answer) for answer in ANSWERS)


def _colour(
    scene: Scene, rng: np.random.Generator, speaker: Language
) -> Question | None:
    single = _singles([item.shape for item in scene.items])
    if not single:
        return None
    i = _pick(single, rng)
    item = scene.items[i]
    text = speaker.ask("colour", Thing(item.shape))
    return Question("colour", text, speaker.word(item.colour), (i,))


def _shape(
    scene: Scene, rng: np.random.Generator, speaker: Language
) -> Question | None:
    single = _singles([item.colour for item in scene.items])
    if not single:
        return None
    i = _pick(single, rng)
    item = scene.items[i]
    text = speaker.ask("shape", Thing("object", item.colour))
    return Question("shape", text, speaker.word(item.shape), (i,))


def _number(scene: Scene, rng: np.random.Generator, speaker: Language) -> Question:
    """As often none as one, and as two where there are two."""
    there = [item.shape for item in scene.items]
    number = _pick(sorted({there.count(shape) for shape in SHAPES}), rng)
    shape = _pick([s for s in SHAPES if there.count(s) == number], rng)
    items = tuple(i for i, name in enumerate(there) if name == shape)
    text = speaker.ask("number", Thing(shape))
    answer = speaker.word((NONE, *NUMBERS)[number])
    return Question("number", text, answer, items)


def _place(
    scene: Scene, rng: np.random.Generator, speaker: Language
) -> Question | None:
    """True as often as not."""
    single = _singles([item.shape for item in scene.items])
    pairs = [
        (i, j, place)
        for i in single
        for j in single
        for place in PLACES
        if i != j and is_apart(place, scene.items[i], scene.items[j], scene.side)
    ]
    if not pairs:
        return None
    i, j, place = _pick(pairs, rng)
    answer = YES if rng.random() < 0.5 else NO
    asked = place if answer == YES else OPPOSITE[place]
    things = (Thing(scene.items[k].shape) for k in (i, j))
    text = speaker.ask("place", *things, relation=asked)
    return Question("place", text, speaker.word(answer), (i, j))


def _presence(
    scene: Scene, rng: np.random.Generator, speaker: Language
) -> Question | None:
    """True as often as not; what is not there takes its words from what is."""
    there = {(item.colour, item.shape) for item in scene.items}
    if rng.random() < 0.5:
        colour, shape = _pick(sorted(there), rng)
        answer = YES
    else:
        near = {(c, s) for c, _ in there for s in SHAPES}
        near |= {(c, s) for c in COLOURS for _, s in there}
        colour, shape = _pick(sorted(near - there), rng)
        answer = NO
    items = tuple(
        i for i, item in enumerate(scene.items)
        if (item.colour, item.shape) == (colour, shape)
    )  # fmt: skip
    text = speaker.ask("presence", Thing(shape, colour))
    return Question("presence", text, speaker.word(answer), items)


KINDS: dict[str, Callable[[Scene, np.random.Generator, Language], Question | None]] = {
    "colour": _colour,
    "shape": _shape,
    "number": _number,
    "place": _place,
    "presence": _presence,
}


def _singles(words: list[str]) -> list[int]:
    """Indices of the words that occur once."""
    count = Counter(words)
    return [i for i, word in enumerate(words) if count[word] == 1]


def _pick(words, rng: np.random.Generator):
    return words[rng.integers(len(words))]
