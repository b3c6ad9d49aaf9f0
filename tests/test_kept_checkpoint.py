"""The checkpoint in the package is small, and what is stated of it is true."""

import json

import pytest

from bench.scenes import HELD_OUT, STATED, measure
from helpers.captioner import SCENES, Captioner

ROUNDING = 100 / HELD_OUT  # percent: one caption more or less on another machine


def test_it_stays_small():
    assert SCENES.stat().st_size < 2e6


def test_its_stated_scores_are_true_and_good():
    stated = json.loads(STATED.read_text())
    assert measure(Captioner.load()) == pytest.approx(stated, abs=2 * ROUNDING)
    assert stated["truth"] >= 97 and stated["pointing"] >= 95
