"""Where captioned sets come from, and their splits by image."""

import json
import random
from pathlib import Path

import kagglehub
import pytest
from PIL import Image

from helpers import datasets
from helpers.caption_folder import CaptionSet, read_folder
from helpers.datasets import (
    check_splits,
    describe_splits,
    load_captions,
    split_by_image,
    standard_splits,
)
from helpers.scenes import read_scenes

SHARED = Path(__file__).parents[2] / "shared" / "flickr8k"


@pytest.fixture(autouse=True)
def nothing_at_hand(tmp_path_factory, monkeypatch):
    monkeypatch.delenv("FLICKR8K_DIR", raising=False)
    monkeypatch.delenv("FLICKR30K_DIR", raising=False)
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path_factory.mktemp("kagglehub")))


def make_folder(folder, captions):
    """A captioned folder with one row a letter: x.jpg,caption."""
    (folder / "Images").mkdir(parents=True)
    rows = ["image,caption"]
    for name, caption in captions.items():
        Image.new("RGB", (8, 8)).save(folder / "Images" / f"{name}.jpg")
        rows.append(f"{name}.jpg,{caption}")
    (folder / "captions.txt").write_text("\n".join(rows))
    return folder


def a_set(count):
    captions = {f"{k}.jpg": ["one", "two"] for k in range(count)}
    return CaptionSet(Path("nowhere"), captions, "")


def test_a_path_is_read(tmp_path):
    make_folder(tmp_path / "mine", {"a": "A dog"})
    assert len(load_captions(str(tmp_path / "mine"))) == 1
    with pytest.raises(
        FileNotFoundError, match="expected scenes, wide-scenes, flickr8k, .*flikr8k"
    ):
        load_captions("flikr8k")
    with pytest.raises(ValueError, match="give your own folder as data"):
        load_captions("scenes", folder=tmp_path)


def test_argument_then_variable_then_kaggle(tmp_path, monkeypatch):
    for name in ("argument", "variable", "kaggle"):
        make_folder(tmp_path / name, {"a": name})
    handles = []

    def download(handle):
        handles.append(handle)
        return str(tmp_path / "kaggle")

    monkeypatch.setattr(kagglehub, "dataset_download", download)
    assert load_captions("flickr30k").rows() == [("a.jpg", "kaggle")]
    monkeypatch.setenv("FLICKR30K_DIR", str(tmp_path / "variable"))
    assert load_captions("flickr30k").rows() == [("a.jpg", "variable")]
    given = load_captions("flickr30k", folder=tmp_path / "argument")
    assert given.rows() == [("a.jpg", "argument")]
    assert handles == ["adityajn105/flickr30k"]


def test_no_network_names_the_folder_route(monkeypatch):
    def offline(handle):
        raise OSError("Name or service not known")

    monkeypatch.setattr(kagglehub, "dataset_download", offline)
    with pytest.raises(ConnectionError, match="not known.*FLICKR8K_DIR=/the/folder"):
        load_captions("flickr8k")


def test_scenes_are_drawn_once(tmp_path, monkeypatch):
    first = load_captions("scenes", cache=tmp_path, count=5)
    assert len(first) == 5
    assert all(len(captions) == 5 for captions in first.captions.values())
    assert set(read_scenes(first.folder)) == set(first.captions)
    with monkeypatch.context() as patch:
        patch.setattr(datasets, "write_scenes", pytest.fail)
        again = load_captions("scenes", cache=tmp_path, count=5)
    assert again.captions == first.captions
    assert len(load_captions("scenes", cache=tmp_path, count=4)) == 4


def test_damaged_scenes_are_drawn_again(tmp_path):
    first = load_captions("scenes", cache=tmp_path, count=5)
    first.path(next(iter(first.captions))).unlink()
    assert load_captions("scenes", cache=tmp_path, count=5) == first
    (first.folder / "scenes.json").unlink()
    assert load_captions("scenes", cache=tmp_path, count=5) == first
    assert json.loads((first.folder / "scenes.json").read_text())


def test_an_interrupted_drawing_leaves_nothing_to_reuse(tmp_path, monkeypatch):
    def interrupted(folder, count, world):
        make_folder(folder, {"00000": "A dog"})
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(datasets, "write_scenes", interrupted)
        with pytest.raises(KeyboardInterrupt):
            load_captions("scenes", cache=tmp_path, count=5)
    assert list(tmp_path.iterdir()) == []
    assert len(load_captions("scenes", cache=tmp_path, count=5)) == 5


ROWS = [(f"{k}.jpg", f"caption {j}") for j in range(5) for k in range(11)]


@pytest.mark.parametrize("held_out", [0, 1, 4, 11])
def test_no_image_on_both_sides(held_out):
    train, rest = split_by_image(ROWS, held_out, seed=3)
    assert len({image for image, _ in rest}) == held_out
    assert not {image for image, _ in train} & {image for image, _ in rest}
    assert sorted(train + rest) == sorted(ROWS)
    for side in (train, rest):
        assert side == sorted(side, key=ROWS.index)


def test_the_seed_decides_alone():
    shuffled = random.Random(0).sample(ROWS, len(ROWS))
    random.seed(1)
    rest = split_by_image(ROWS, 4, seed=7)[1]
    random.seed(2)
    assert sorted(split_by_image(shuffled, 4, seed=7)[1]) == sorted(rest)
    assert any(split_by_image(ROWS, 4, seed=s)[1] != rest for s in range(5))


@pytest.mark.parametrize("held_out", [-1, 12])
def test_too_many_images_are_refused(held_out):
    with pytest.raises(ValueError, match="expected 0 to 11 held-out images"):
        split_by_image(ROWS, held_out, seed=0)


@pytest.mark.parametrize("count", [1, 2, 3, 9, 57])
def test_without_lists_a_tenth_is_held_out(count):
    splits = standard_splits(a_set(count))
    names = [name for side in splits.values() for name in side]
    assert sorted(names) == sorted(a_set(count).captions)
    held = 0 if count < 3 else max(1, count // 10)
    assert [len(splits[s]) for s in ("train", "val", "test")] == [
        count - 2 * held,
        held,
        held,
    ]
    assert standard_splits(a_set(count)) == splits
    check_splits(splits)


def lists_in(folder, train="", dev="", test=""):
    folder.mkdir(exist_ok=True)
    for side, names in (("train", train), ("dev", dev), ("test", test)):
        if names:
            text = "".join(f"{name}.jpg \r\n" for name in names)
            (folder / f"Flickr_8k.{side}Images.txt").write_text(text)


@pytest.mark.parametrize("place", [".", "Flickr8k_text", "../Flickr8k_text"])
def test_standard_lists(tmp_path, place):
    found = read_folder(make_folder(tmp_path / "set", dict.fromkeys("abcd", "x")))
    lists_in(found.folder / place, train="caz", dev="b")
    splits = standard_splits(found)
    assert splits == {"train": ["c.jpg", "a.jpg"], "val": ["b.jpg"], "test": []}
    assert describe_splits(found, splits) == "2 train, 1 val, 0 test, 1 left out"


def test_a_picture_on_two_lists_is_refused(tmp_path):
    found = read_folder(make_folder(tmp_path / "set", dict.fromkeys("abc", "x")))
    lists_in(found.folder, train="ab", dev="cb", test="c")
    message = "got 1 of 2 in train also among the 2 in val: b.jpg; split by image"
    with pytest.raises(ValueError, match=message):
        standard_splits(found)


def test_lists_of_other_pictures_do_not_count(tmp_path):
    found = read_folder(make_folder(tmp_path / "set", dict.fromkeys("abc", "x")))
    lists_in(tmp_path / "Flickr8k_text", train="xyz", dev="uv")
    assert sum(map(len, standard_splits(found).values())) == 3


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there")
def test_flickr8k():
    found = load_captions("flickr8k", folder=SHARED)
    assert len(found) == 7091
    assert {len(captions) for captions in found.captions.values()} == {5}
    assert "left out" not in found.report
    splits = standard_splits(found)
    assert describe_splits(found, splits) == "6000 train, 1000 val, 0 test, 91 left out"
    check_splits(splits)
