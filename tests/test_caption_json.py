"""COCO's and Karpathy's files are read, with their sides, as captions.txt is."""

import json

import pytest
from PIL import Image

from helpers.caption_folder import read_folder
from helpers.corpus import Corpus
from helpers.datasets import standard_splits
from helpers.train import main

NAMES = [f"COCO_{k:012}.jpg" for k in range(8)]
SIDES = ["train", "train", "restval", "train", "val", "test", "train", "val"]
SAID = [[f"A dog\n number {k}. ", f"Dog {k}"] for k in range(8)]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "Images").mkdir()
    for k, name in enumerate(NAMES):
        Image.new("RGB", (30, 20), (9 * k, 0, 0)).save(tmp_path / "Images" / name)
    return tmp_path


def karpathy(folder, sides=SIDES):
    images = [
        {"filename": name, "sentences": [{"raw": x} for x in said], "imgid": k}
        | ({"split": sides[k]} if sides else {})
        for k, (name, said) in enumerate(zip(NAMES, SAID, strict=True))
    ]
    write(folder / "dataset_coco.json", {"images": images, "dataset": "coco"})


def coco(folder):
    for side, first, last in (("train", 0, 5), ("val", 5, 8)):
        images = [{"id": 70 + k, "file_name": NAMES[k]} for k in range(first, last)]
        rows = [
            {"image_id": 70 + k, "id": 10 * k + j, "caption": x}
            for k in range(first, last)
            for j, x in enumerate(SAID[k])
        ]
        data = {"images": images, "annotations": rows[::-1]}
        write(folder / "annotations" / f"captions_{side}2017.json", data)


def write(file, data):
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(data))


def test_karpathys_file_is_read_with_its_sides(folder):
    karpathy(folder)
    read = read_folder(folder)
    assert read.captions == {
        name: [" ".join(x.split()) for x in said]
        for name, said in zip(NAMES, SAID, strict=True)
    }
    assert standard_splits(read) == {
        "train": [NAMES[k] for k in (0, 1, 2, 3, 6)],
        "val": [NAMES[k] for k in (4, 7)],
        "test": [NAMES[5]],
    }


def test_cocos_files_are_read_with_their_sides(folder):
    coco(folder)
    boxes = {"images": [], "annotations": [{"image_id": 70, "bbox": [1, 2, 3, 4]}]}
    write(folder / "annotations" / "instances_val2017.json", boxes)
    read = read_folder(folder)
    assert {name: sorted(x) for name, x in read.captions.items()} == {
        name: sorted(" ".join(x.split()) for x in said)
        for name, said in zip(NAMES, SAID, strict=True)
    }
    splits = standard_splits(read)
    assert set(splits["train"]) == set(NAMES[:5])
    assert set(splits["val"]) == set(NAMES[5:]) and splits["test"] == []


def test_without_sides_they_are_drawn(folder):
    karpathy(folder, sides=None)
    splits = standard_splits(read_folder(folder))
    assert [len(splits[side]) for side in ("train", "val", "test")] == [6, 1, 1]


def test_captions_txt_comes_first(folder):
    karpathy(folder)
    (folder / "captions.txt").write_text(f"image,caption\n{NAMES[0]},A cat\n")
    assert read_folder(folder).captions == {NAMES[0]: ["A cat"]}


def test_pictures_not_there_are_told(folder):
    karpathy(folder)
    (folder / "Images" / NAMES[0]).unlink()
    read = read_folder(folder)
    assert NAMES[0] not in read.captions
    assert "left out, rows without an image file: 2" in read.report
    assert NAMES[0] not in standard_splits(read)["train"]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"images": []}', '{"images": [{"a": 1}]}']
)
def test_other_json_is_no_caption(folder, text):
    (folder / "a.json").write_text(text)
    with pytest.raises(FileNotFoundError, match="expected a folder with Images/ and"):
        read_folder(folder)


def test_a_captioner_learns_from_it(folder, tmp_path):
    karpathy(folder)
    main(["--data", str(folder), "--out", str(tmp_path / "run"), "--epochs", "1",
          "--image-size", "32", "--patch-size", "16", "--width", "16", "--heads", "2",
          "--layers", "1", "--cache", str(tmp_path / "c")])  # fmt: skip
    corpus = Corpus.read(str(folder), folder=None, cache=tmp_path, count=0)
    assert len(corpus.splits["train"]) == 5
