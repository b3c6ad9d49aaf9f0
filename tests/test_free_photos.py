"""The free photos are there where their packages are, and say whose they are."""

import pytest

from helpers import free_photos
from helpers.free_photos import FREE, credit
from helpers.images import load_image


def test_those_at_hand_can_be_read_and_are_credited():
    found = free_photos.free_photos()
    assert "admiral" in found  # matplotlib is always there
    for name, file in found.items():
        assert load_image(file, 32).std() > 5
        assert any(x in credit(name) for x in ("CC0", "public domain", "no known"))


def test_there_are_twelve_with_the_extra():
    pytest.importorskip("skimage", reason="needs the extra photos")
    assert list(free_photos.free_photos()) == list(FREE) and len(FREE) == 12


def test_a_package_that_is_not_there_is_passed_over(monkeypatch):
    gone = {"x": ("no_such_package_at_all/data", "x.png", "nobody", "CC0")}
    monkeypatch.setattr(free_photos, "FREE", gone)
    assert free_photos.free_photos() == {}
