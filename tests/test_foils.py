"""Lies are false and originals true: so says an oracle apart from the grammar."""

from itertools import permutations

import numpy as np
import pytest

from helpers.foils import KINDS, make_foils
from helpers.grammar import Item, Scene, claims
from helpers.scenes import draw_scenes
from helpers.worlds import WIDE

COUNT = 10_000
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}
# of the centres: x to the right, y down
PLACES = {
    "left": lambda a, b: a[0] < b[0],
    "right": lambda a, b: a[0] > b[0],
    "above": lambda a, b: a[1] < b[1],
    "below": lambda a, b: a[1] > b[1],
    "and": lambda a, b: True,
}
SCENE = Scene(
    (
        Item("circle", "red", "small", (2, 4, 12, 14)),
        Item("ring", "blue", "large", (14, 24, 30, 40)),
    ),
    48,
)


def fits(words, item):
    """Whether adjectives and a noun, singular or plural, describe the item."""
    known = {item.shape, item.shape + "s", item.shape + "es", item.colour, item.size}
    return known | {"object", "objects"} >= set(words)


def centre(item):
    left, top, right, bottom = item.box
    return (left + right) / 2, (top + bottom) / 2


def is_so(sentence, items):
    """The oracle: what the words say, word by word."""
    words = [word for word in sentence.split() if word not in ("a", "of")]
    if words[0] == "there":
        words = words[2:]
    if words[0] == "no":
        return not any(fits(words[1:], item) for item in items)
    if words[0] in NUMBERS:
        return sum(fits(words[1:], item) for item in items) == NUMBERS[words[0]]
    for at, word in enumerate(words):
        if word in PLACES:
            return any(
                fits(words[:at], one)
                and fits(words[at + 1 :], other)
                and PLACES[word](centre(one), centre(other))
                for one, other in permutations(items, 2)
            )
    return any(fits(words, item) for item in items)


@pytest.fixture(scope="module")
def scenes():
    return [picture.scene for picture in draw_scenes(COUNT, seed=18, world=WIDE)]


@pytest.mark.slow
def test_of_ten_thousand_scenes_every_original_is_true_and_every_lie_false(scenes):
    rng, made = np.random.default_rng(0), dict.fromkeys(KINDS, 0)
    for scene in scenes:
        for kind, (original, lie) in make_foils(scene, rng).items():
            assert is_so(original, scene.items), (kind, original, scene)
            assert not is_so(lie, scene.items), (kind, lie, scene)
            made[kind] += 1
    assert all(count > COUNT / 5 for count in made.values()), made
    assert made["colour"] == made["shape"] == made["absence"] == COUNT


@pytest.mark.slow
def test_a_lie_differs_in_its_kind_of_claim_alone(scenes):
    rng = np.random.default_rng(1)
    told = {"colour": 1, "shape": 1, "size": 1, "whose colour": 2, "absence": 1}
    for scene in scenes[:300]:
        for kind, (original, lie) in make_foils(scene, rng).items():
            pairs = list(zip(original.split(), lie.split(), strict=True))
            changed = [pair for pair in pairs if pair[0] != pair[1]]
            assert len(changed) == told.get(kind, len(changed)), (original, lie)
            assert kind.split()[-1] in claims(original) & claims(lie), (original, lie)
            if kind == "number":  # is / are and the noun's plural follow the number
                assert abs(NUMBERS[original.split()[2]] - NUMBERS[lie.split()[2]]) == 1
            if "place" in kind:
                ways = ({"left", "right"}, {"above", "below"})
                assert len(changed) == 1 and {*changed[0]} in ways


@pytest.mark.slow
def test_a_hard_place_is_of_two_things_in_one_half(scenes):
    rng, seen = np.random.default_rng(2), 0
    for scene in (s for s in scenes[:2000] if len(s.items) == 2):
        original, _ = make_foils(scene, rng).get("hard place", ("", ""))
        if original:
            axis = 0 if " of " in original else 1
            halves = {centre(item)[axis] < scene.side / 2 for item in scene.items}
            assert len(halves) == 1, (original, scene)
            seen += 1
    assert seen > 200


def test_what_a_scene_has_no_example_of_is_left_out():
    alone = Scene(SCENE.items[:1], 48)
    kinds = set(make_foils(alone, np.random.default_rng(0)))
    assert kinds == {"colour", "shape", "size", "number", "absence"}
    assert set(make_foils(SCENE, np.random.default_rng(0))) == set(KINDS)


def test_only_known_words_are_used():
    known = {"a", "red", "blue", "circle", "ring", "and"}
    for seed in range(20):
        foils = make_foils(SCENE, np.random.default_rng(seed), known)
        words = {
            word for pair in foils.values() for text in pair for word in text.split()
        }
        assert words <= known and "place" not in foils
