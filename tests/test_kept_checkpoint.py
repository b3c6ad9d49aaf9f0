"""The checkpoint in the package is small, and what is stated of it is true."""

import json

import pytest

from bench.scenes import HELD_OUT, STATED, measure
from helpers.captioner import SCENES, Captioner

ROUNDING = 100 / HELD_OUT  # percent: one caption more or less on another machine


def test_it_stays_small():
    assert SCENES.stat().st_size < 2e6


@pytest.mark.slow
def test_its_stated_scores_are_true_and_good():
    stated = json.loads(STATED.read_text())
    assert measure(Captioner.load()) == pytest.approx(stated, abs=2 * ROUNDING)
    assert stated["truth"] >= 94 and stated["pointing"] >= 95 and stated["bits"] > 4.96
    kinds = ("colour", "shape", "size", "number", "whose colour")
    assert all(stated[f"spots {kind}"] >= 95 for kind in kinds)
    assert stated["spots place"] >= 90 and stated["says place"] >= 25


def test_without_positions_a_place_is_left_to_chance():
    stated = json.loads(STATED.read_text())
    for kind in ("place", "hard place"):
        blind = stated[f"spots {kind}, blind"]
        assert 40 <= blind <= 60 and stated[f"spots {kind}"] > blind + 25
