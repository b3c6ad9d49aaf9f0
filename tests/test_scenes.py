"""Drawn pictures: the same from the same seed, and just what their scene says."""

import json
from itertools import combinations

import numpy as np
import pytest
import torch

from helpers.datasets import load_captions
from helpers.grammar import ALL_COLOURS, ALL_SHAPES, SHAPES
from helpers.images import load_image
from helpers.scenes import (
    GROUND,
    NOISE,
    RGB,
    TINT,
    draw_objects,
    draw_scenes,
    read_scenes,
    write_scenes,
)
from helpers.surfaces import INKS, mix
from helpers.worlds import WIDE

SIDE = 48
DARK = GROUND[1] + TINT + 6 * NOISE  # no pixel of the ground is lighter
HALF_LIT = 150  # where an edge is smoothed


@pytest.fixture(scope="module")
def pictures():
    return draw_scenes(200, seed=3, side=SIDE)


def test_the_same_seed_draws_the_same_bytes_and_another_seed_others(pictures):
    again, other = draw_scenes(9, seed=3, side=SIDE), draw_scenes(9, seed=4, side=SIDE)
    for one, same, different in zip(pictures, again, other, strict=False):
        assert one.image.tobytes() == same.image.tobytes()
        assert (one.scene, one.captions) == (same.scene, same.captions)
        assert one.image.tobytes() != different.image.tobytes()


def test_scenes_vary(pictures):
    counts = [len(picture.scene.items) for picture in pictures]
    assert set(counts) == {1, 2, 3}
    items = [item for picture in pictures for item in picture.scene.items]
    assert len({(item.shape, item.colour, item.size) for item in items}) == 60


def test_boxes_lie_inside_and_apart(pictures):
    for picture in pictures:
        free = np.ones((SIDE, SIDE), bool)
        for item in picture.scene.items:
            left, top, right, bottom = item.box
            assert 0 <= left < right <= SIDE and 0 <= top < bottom <= SIDE
            assert free[top:bottom, left:right].all(), "two boxes overlap"
            free[top:bottom, left:right] = False


def test_a_box_holds_its_item_and_nothing_lies_outside_of_all(pictures):
    for picture in pictures:  # but for a rim of one pixel, where edges are smoothed
        image = picture.image.astype(float)
        ground = np.ones((SIDE, SIDE), bool)
        for item in picture.scene.items:
            left, top, right, bottom = item.box
            ground[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = False
            inside = image[top:bottom, left:right]
            near = np.abs(inside - RGB[item.colour]).max(-1) < 40
            assert near.mean() > 0.2, (item, near.mean())
            # the box is tight: the item reaches all four sides, give or take a pixel
            lit = inside.max(-1) > DARK
            down, across = lit.any(1).nonzero()[0], lit.any(0).nonzero()[0]
            assert down[0] <= 1 and down[-1] >= len(lit) - 2, item
            assert across[0] <= 1 and across[-1] >= lit.shape[1] - 2, item
        assert (image[ground] < HALF_LIT).all(), "something lies outside of every box"


def test_sizes_can_be_told_apart(pictures):
    items = [item for picture in pictures for item in picture.scene.items]
    for shape in SHAPES:
        widths = {"small": [], "large": []}
        for item in items:
            if item.shape == shape:
                widths[item.size].append(item.box[2] - item.box[0])
        assert max(widths["small"]) < min(widths["large"])


@pytest.fixture(scope="module")
def wide():
    return draw_scenes(600, seed=3, side=SIDE, world=WIDE)


def test_the_wide_world_comes_from_its_seed_too(wide):
    for one, same in zip(wide, draw_scenes(9, seed=3, world=WIDE), strict=False):
        assert one.image.tobytes() == same.image.tobytes()
        assert (one.scene, one.captions) == (same.scene, same.captions)


def test_the_wide_world_is_wide(wide):
    items = [item for picture in wide for item in picture.scene.items]
    assert {item.shape for item in items} == set(ALL_SHAPES)
    assert {item.colour for item in items} == set(ALL_COLOURS)
    assert {len(picture.scene.items) for picture in wide} == {1, 2, 3, 4}
    corners = np.array([picture.image[:3, :3].mean() for picture in wide])
    assert 0.15 < (corners < 80).mean() < 0.5 and 0.25 < (corners > 180).mean() < 0.7


def test_wide_boxes_lie_inside_and_apart_and_their_item_stands_out(wide):
    for picture in wide:
        boxes = [item.box for item in picture.scene.items]
        for left, top, right, bottom in boxes:
            assert 0 <= left < right <= SIDE and 0 <= top < bottom <= SIDE
            patch = picture.image[top:bottom, left:right].astype(float)
            assert np.ptp(patch, axis=(0, 1)).max() > 30, picture.scene
        for (left, top, right, bottom), (l2, t2, r2, b2) in combinations(boxes, 2):
            assert right <= l2 or r2 <= left or bottom <= t2 or b2 <= top


def test_inks_of_two_names_are_never_alike():
    rng = np.random.default_rng(0)
    inks = {c: np.stack([mix(INKS[c], rng) for _ in range(300)]) for c in ALL_COLOURS}
    for one, other in combinations(ALL_COLOURS, 2):
        apart = np.linalg.norm(inks[one][:, None] - inks[other][None], axis=-1)
        assert apart.min() > 35, (one, other, apart.min())


def test_wide_sizes_can_be_told_apart(wide):
    items = [item for picture in wide for item in picture.scene.items]
    for shape in ALL_SHAPES:
        sizes = {"small": [], "large": []}
        for item in items:
            if item.shape == shape:
                left, top, right, bottom = item.box
                sizes[item.size].append((right - left) * (bottom - top))
        assert max(sizes["small"]) < min(sizes["large"]), shape


def test_a_side_too_small_for_shapes_is_refused():
    with pytest.raises(ValueError, match="a side of at least 32 pixels, got 31"):
        draw_scenes(1, side=31)


def test_a_folder_gives_pictures_captions_and_scenes_back(tmp_path, pictures):
    folder = write_scenes(tmp_path / "drawn", 12, seed=3, side=SIDE)
    loaded, scenes = load_captions(folder), read_scenes(folder)
    assert len(loaded) == len(scenes) == 12
    for name, picture in zip(sorted(scenes), pictures, strict=False):
        assert scenes[name] == picture.scene
        assert loaded.captions[name] == [c.text for c in picture.captions]
        assert np.array_equal(load_image(loaded.path(name), SIDE), picture.image)
    about = json.loads((folder / "scenes.json").read_text())["scenes"]["00000.png"]
    assert about["names"] == [[[*n] for n in c.names] for c in pictures[0].captions]


def test_a_whole_folder_is_kept_and_another_or_a_broken_one_redrawn(tmp_path):
    def written(count, seed):
        write_scenes(tmp_path, count, seed=seed)
        return {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("Images/*")}

    first = written(5, 0)
    assert written(5, 0) == first
    assert len(written(3, 0)) == 3  # the two others are gone
    (tmp_path / "scenes.json").unlink()  # drawing was interrupted ...
    (tmp_path / "Images" / "00000.png").write_bytes(b"half a picture")
    written(3, 0)
    image = load_image(tmp_path / "Images" / "00000.png", SIDE)
    assert np.array_equal(image, draw_scenes(1)[0].image)


def test_photos_have_no_scene(tmp_path):
    with pytest.raises(ValueError, match="only drawn pictures have a known scene"):
        read_scenes(tmp_path)


def test_objects_are_labelled_by_their_shape():
    images, labels = draw_objects(60, seed=1, side=32)
    assert images.shape == (60, 3, 32, 32) and images.dtype == torch.uint8
    assert labels.dtype == torch.long and set(labels.tolist()) == set(range(5))
    assert torch.equal(draw_objects(7, seed=1)[0], images[:7])
    seen = [what_it_looks_like(image.amax(0) > DARK) for image in images]
    named = [SHAPES[label] for label in labels]
    assert sum(map(str.__eq__, seen, named)) >= 57, list(zip(seen, named, strict=True))


def what_it_looks_like(lit):
    """The shape of lit pixels (H, W), by its hole, its corners and its fullness."""
    (top, left), (bottom, right) = lit.nonzero().amin(0), lit.nonzero().amax(0)
    lit = lit[top : bottom + 1, left : right + 1]
    height, width = lit.shape
    if not lit[height // 2, width // 2]:
        return "ring"
    inset = max(1, round(0.08 * height))
    corners = [lit[y, x].item() for y in (inset, ~inset) for x in (inset, ~inset)]
    if all(corners):
        return "square"
    if corners == [False, False, True, True]:
        return "triangle"
    return "circle" if lit.float().mean() > 0.68 else "cross"
