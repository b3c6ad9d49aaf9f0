"""Drawings that imitate people's: every one as its scene says, all kinds among them."""

import numpy as np

from bench.drawings import COUNT, KINDS, PAINT, SHAPES, draw_like_people
from helpers.grammar import truth


def test_forty_are_drawn_of_every_kind_shape_and_colour():
    drawn = draw_like_people()
    assert len(drawn) == COUNT == 40 and COUNT % len(KINDS) == 0
    items = [item for _, scene in drawn for item in scene.items]
    assert {item.shape for item in items} == set(SHAPES)
    assert {item.colour for item in items} == set(PAINT)
    assert {len(scene.items) for _, scene in drawn} == {1, 2, 3}


def test_an_items_ink_lies_in_its_box_and_boxes_lie_apart_inside():
    for k, (image, scene) in enumerate(draw_like_people()):
        pixels = np.asarray(image, float)
        free = np.ones(pixels.shape[:2], bool)
        for item in scene.items:
            left, top, right, bottom = item.box
            assert 0 <= left < right <= 480 and 0 <= top < bottom <= 480
            assert free[top:bottom, left:right].all()
            free[top:bottom, left:right] = False
            if k % len(KINDS) < 2:  # as painted: nobody has photographed it
                near = np.abs(pixels[top:bottom, left:right] - PAINT[item.colour])
                assert (near.max(-1) < 8).mean() > 0.08, item
            assert truth(f"a {item.size} {item.colour} {item.shape}", scene)
