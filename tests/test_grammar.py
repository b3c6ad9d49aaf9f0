"""Sentences about hand-made scenes: true, false and malformed ones."""

import re

import numpy as np
import pytest

from helpers.grammar import (
    PLACES,
    PLURALS,
    Item,
    Scene,
    bits,
    claims,
    named_items,
    one_half,
    truth,
)
from helpers.scenes import draw_scenes
from helpers.speech import CAPTIONS, describe
from helpers.worlds import FAIR, WIDE

# a small red circle, top left; a large blue ring, right; a small red cross, below
CIRCLE = Item("circle", "red", "small", (4, 4, 16, 16))
STAR = Item("ring", "blue", "large", (28, 6, 46, 24))
CROSS = Item("cross", "red", "small", (6, 30, 18, 42))
MIXED = Scene((CIRCLE, STAR, CROSS), 48)
TWINS = Scene((CIRCLE, Item("circle", "red", "large", (24, 24, 44, 44))), 48)

TRUE = [
    "a circle",
    "a small red circle",
    "there is a large ring",
    "There is a RED cross.",
    "a circle left of a ring",
    "a large blue ring right of a small red circle",
    "a ring above a cross",
    "a cross below a ring",
    "a circle left of a cross",  # by two pixels: however little
    "a ring and a red circle",
    "a circle and a ring",
    "one ring",
    "there is one blue object",
    "two red objects",
    "two small objects",
    "there are two small red objects",
    "three objects",
    "there is no triangle",
    "there is no red ring",
    "there is no white object",
    "there is no heart",
]
FALSE = [
    "a triangle",
    "a large circle",
    "a small blue ring",
    "a green cross",
    "a ring left of a circle",
    "a circle right of a ring",
    "a cross above a circle",
    "a ring below a cross",
    "a circle above a circle",  # an item is not above itself
    "a red circle and a small circle",  # two descriptions, one item
    "one red object",  # counts are exact
    "three red objects",
    "two objects",
    "two circles",
    "two rings",
    "there is no circle",
    "there is no small red object",
    "four objects",
]
MALFORMED = [
    "",
    ".",
    "circle",
    "a",
    "the circle",
    "an object",
    "a object",
    "a red small circle",  # size comes first
    "a red",
    "a circles",
    "a pentagon",
    "a circle a ring",
    "a circle beside a ring",
    "a circle left a ring",
    "a circle to the left of a ring",
    "there is a circle above a ring",
    "a circle above a ring above a cross",
    "one circles",
    "two circle",
    "five circles",
    "no circle",
    "there is no circles",
    "there are no circles",
    "there are one circle",
    "there is two circles",
    "there are a circle",
    "a small circle <unk>",
    "acircle",
]


@pytest.mark.parametrize("sentence", TRUE)
def test_true_sentences(sentence):
    assert truth(sentence, MIXED) is True


@pytest.mark.parametrize("sentence", FALSE)
def test_false_sentences(sentence):
    assert truth(sentence, MIXED) is False


@pytest.mark.parametrize("sentence", MALFORMED)
def test_what_cannot_be_parsed_is_refused(sentence):
    said = re.escape(repr(sentence))
    with pytest.raises(ValueError, match=f"of the scenes' grammar, got {said}; say"):
        truth(sentence, MIXED)
    with pytest.raises(ValueError, match=f"of the scenes' grammar, got {said}; say"):
        named_items(sentence, MIXED)


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        ("a circle", True),  # at least one
        ("one circle", False),  # exactly one
        ("two red circles", True),
        ("a circle and a circle", True),
        ("a circle above a circle", True),
        ("a small circle below a large circle", False),
        ("a large circle below a circle", True),
    ],
)
def test_alike_items_are_still_two(sentence, true):
    assert truth(sentence, TWINS) is true


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("a small red object", None),
        ("a red cross", [(2, {2})]),
        ("there is a ring", [(3, {1})]),
        ("a circle left of a ring", [(1, {0}), (5, {1})]),
        ("there are two red objects", [(4, {0, 2})]),
        ("a green cross", [(2, set())]),  # false: nothing fits
        ("a ring left", None),
        ("a cross above a circle", [(1, {2}), (4, {0})]),  # false, yet both are there
    ],
)
def test_nouns_name_the_items_that_make_the_sentence_true(sentence, named):
    if named is None:
        with pytest.raises(ValueError):
            named_items(sentence, MIXED)
    else:
        assert named_items(sentence, MIXED) == named


def test_only_the_items_that_make_it_true_are_named():
    assert named_items("a circle above a circle", TWINS) == [(1, {0}), (4, {1})]
    assert named_items("a circle", TWINS) == [(1, {0, 1})]


@pytest.fixture(scope="module")
def pictures():
    return draw_scenes(300, seed=5)


def test_five_different_captions_all_true_name_what_they_say(pictures):
    for picture in pictures:
        scene = picture.scene
        texts = [caption.text for caption in picture.captions]
        assert len(set(texts)) == CAPTIONS
        for caption in picture.captions:
            assert truth(caption.text, scene)
            words = caption.text.split()
            assert caption.names, caption.text
            for word, item in caption.names:
                shape = scene.items[item].shape
                assert words[word] in (shape, PLURALS[shape], "object", "objects")


def test_saying_the_opposite_is_false(pictures):
    opposite = {"left": "right", "right": "left", "above": "below", "below": "above"}
    said = 0
    for picture in [p for p in pictures if len(p.scene.items) == 2]:
        for caption in picture.captions:
            words = [opposite.get(word, word) for word in caption.text.split()]
            named = [picture.scene.items[i] for _, i in caption.names]
            if words == caption.text.split() or len(named) != 2:
                continue  # no relation, or one that holds for several pairs
            if len({item.shape for item in named}) == 2:
                said += 1
                assert not truth(" ".join(words), picture.scene), words
    assert said > 50


def test_the_vocabulary_is_small_and_every_word_of_it_is_used(pictures):
    words = {
        word
        for p in pictures
        for caption in p.captions
        for word in caption.text.split()
    }
    assert 33 <= len(words) <= 45, sorted(words)


def test_a_crowd_of_equal_items_still_has_five_captions():
    for count in (1, 2, 3):
        items = tuple(
            Item("ring", "red", "small", (9 * k, 0, 9 * k + 8, 8)) for k in range(count)
        )
        captions = describe(Scene(items, 48), np.random.default_rng(0))
        assert len({caption.text for caption in captions}) == CAPTIONS


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("a circle", {"shape"}),
        ("a small red circle", {"shape", "size", "colour"}),
        ("a ring above a red cross", {"shape", "place", "colour"}),
        ("a ring and a cross", {"shape"}),
        ("there are two red objects", {"number", "colour"}),
        ("there is no ring", {"shape", "absence"}),
    ],
)
def test_a_sentence_claims_these_kinds(sentence, kinds):
    assert claims(sentence) == kinds


def test_bits_say_how_many_scenes_a_sentence_leaves():
    scenes = [MIXED, TWINS, Scene((CROSS,), 48), Scene((STAR,), 48)]
    assert bits("there is a large ring", scenes) == 1
    assert bits("a red circle", scenes) == 1
    assert bits("a circle and a cross", scenes) == 2
    assert bits("one object", scenes) == 1
    assert bits("there is no heart", scenes) == 0
    with pytest.raises(ValueError, match="true of some of 4 scenes.*tells nothing"):
        bits("a heart", scenes)
    with pytest.raises(ValueError, match="of the scenes' grammar"):
        bits("a", scenes)


@pytest.fixture(scope="module")
def wide_pictures():
    return draw_scenes(500, seed=5, world=WIDE)


def test_the_wide_worlds_captions_are_true_and_every_kind_is_claimed(wide_pictures):
    said = dict.fromkeys(("colour", "shape", "size", "number", "place", "absence"), 0)
    for picture in wide_pictures:
        assert len({caption.text for caption in picture.captions}) == CAPTIONS
        for caption in picture.captions:
            assert truth(caption.text, picture.scene), caption.text
            for kind in claims(caption.text):
                said[kind] += 1
    shares = {kind: count / 2500 for kind, count in said.items()}
    assert 0.02 < shares["absence"] < 0.1 and shares["place"] > 0.25, shares
    assert min(shares.values()) > 0.02


@pytest.mark.parametrize("world", [FAIR, WIDE], ids=["fair", "wide"])
def test_a_place_cannot_be_guessed_from_where_the_first_thing_stands(world):
    halves, guessed = [], []
    for picture in draw_scenes(600, seed=5, world=world):
        side = picture.scene.side
        for caption in picture.captions:
            named = [picture.scene.items[i] for _, i in caption.names]
            if "place" not in claims(caption.text) or len(named) != 2:
                continue
            relation = next(r for r in PLACES if r in caption.text)
            left, top, right, bottom = named[0].box
            across, down = (left + right) / 2 < side / 2, (top + bottom) / 2 < side / 2
            guess = {"left of": across, "right of": not across,
                     "above": down, "below": not down}  # fmt: skip
            guessed.append(guess[relation])
            halves.append(one_half(relation, *named, side))
    assert 0.4 < np.mean(halves) < 0.6  # both things in one half as often as not
    assert np.mean(guessed) < 0.8
    assert 0.4 < np.mean(np.array(guessed)[halves]) < 0.6  # there it tells nothing
