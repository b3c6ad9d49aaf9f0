"""Questions about scenes: each answer is right, and none can be guessed."""

from collections import Counter

import numpy as np
import pytest

from helpers.grammar import Item, Scene, holds, truth
from helpers.questions import ANSWERS, KINDS, make_questions
from helpers.scenes import draw_scenes


@pytest.fixture(scope="module")
def asked():
    rng = np.random.default_rng(0)
    return [
        (picture.scene, question)
        for picture in draw_scenes(1500, seed=3)
        for question in make_questions(picture.scene, rng)
    ]


def test_answers_follow_from_the_scene(asked):
    for scene, question in asked:
        words = question.text.split()
        items = [scene.items[i] for i in question.items]
        assert question.answer in ANSWERS
        if question.kind in ("colour", "shape"):
            [item] = items
            name = item.shape if question.kind == "colour" else f"{item.colour} object"
            assert question.text.endswith(f"is the {name}")
            said = item.colour if question.kind == "colour" else item.shape
            assert said == question.answer
        elif question.kind == "presence":
            claim = " ".join(words[2:])
            assert truth(claim, scene) == (question.answer == "yes")
        elif question.kind == "number":
            assert len(items) == ["none", "one", "two", "three", "four"].index(
                question.answer
            )
            if items:
                claim = f"there are {question.answer} {words[2]}"
                if len(items) == 1:
                    claim = f"there is one {items[0].shape}"
                assert truth(claim, scene)
        else:
            one, other = items
            place = " ".join(words[3:-2])
            assert holds(place, one, other) == (question.answer == "yes")
            claim = f"a {one.shape} {place} a {other.shape}"
            assert truth(claim, scene) == (question.answer == "yes")


def test_every_kind_is_asked_and_no_answer_is_a_safe_guess(asked):
    for kind in KINDS:
        answers = Counter(q.answer for _, q in asked if q.kind == kind)
        assert sum(answers.values()) > 300
        share = answers.most_common(1)[0][1] / sum(answers.values())
        assert share < (0.56 if kind in ("place", "presence", "number") else 0.3), kind


def test_what_is_in_doubt_is_not_asked():
    twins = tuple(Item("ring", "red", "small", (x, 10, x + 8, 18)) for x in (4, 30))
    kinds = [q.kind for q in make_questions(Scene(twins, 48), np.random.default_rng(0))]
    assert kinds == ["number", "presence"]
