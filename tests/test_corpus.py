"""A captioned set made ready: split by image, encoded, looked at once."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from helpers.corpus import Corpus, in_memory
from helpers.encoders import make_encoder
from helpers.tokens import EOS, UNK

PHOTOS, EACH = 12, 2


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "set" / "Images").mkdir(parents=True)
    rows = ["image,caption"]
    for k in range(PHOTOS):
        shade = np.full((20, 30, 3), 20 * k, dtype=np.uint8)
        Image.fromarray(shade).save(tmp_path / "set" / "Images" / f"{k}.png")
        rows += [f"{k}.png,Thing{k} on a table", f"{k}.png,a thing{k}"]
    (tmp_path / "set" / "captions.txt").write_text("\n".join(rows))
    return tmp_path / "set"


@pytest.fixture
def corpus(folder, tmp_path):
    return Corpus.read(str(folder), folder=None, cache=tmp_path / "cache", count=0)


def test_the_vocabulary_knows_training_captions_alone(corpus):
    vocabulary = corpus.vocabulary(min_count=1)
    for side in ("val", "test"):
        for name in corpus.splits[side]:
            word = f"thing{name.removesuffix('.png')}"
            assert word not in vocabulary.words
            assert vocabulary.encode([word])[1] == UNK
    assert {"on", "a", "table"} < set(vocabulary.words)


def test_words_follow_the_order_of_the_pictures(corpus):
    names = corpus.splits["train"]
    assert len(corpus.words("train")) == len(names)
    for name, captions in zip(names, corpus.words("train"), strict=True):
        number = name.removesuffix(".png")
        assert captions == [
            [f"thing{number}", "on", "a", "table"],
            ["a", f"thing{number}"],
        ]


def test_an_eye_that_learns_gets_pixels_and_a_frozen_one_memories(corpus, tmp_path):
    sizes = dict(image_size=16, patch_size=8, width=8, heads=2, layers=1, dropout=0.0)
    eye = make_encoder("vit", **sizes)
    cache = {"cache": tmp_path / "cache", "progress": False}
    pixels = corpus.rows("train", eye, **cache)
    assert pixels.shape == (len(corpus.splits["train"]), 16, 16, 3)
    assert pixels[0].dtype == torch.uint8
    name = corpus.splits["train"][0].removesuffix(".png")
    assert (pixels[0] == 20 * int(name)).all()
    memories = corpus.rows("train", freeze(eye), **cache)
    assert memories.shape == (len(corpus.splits["train"]), 4, 8)
    assert memories[0].dtype == torch.float16


def freeze(eye: nn.Module) -> nn.Module:
    return eye.requires_grad_(False)


def test_a_long_caption_is_cut_without_an_eos(corpus):
    vocabulary = corpus.vocabulary(min_count=1)
    rows = torch.zeros(len(corpus.splits["train"]), 1)
    pictures = corpus.pictures(
        "train", rows, vocabulary, max_length=5, choose="all", seed=0
    )
    _, ids = pictures.__getitems__([0])
    assert ids.shape == (EACH, 5)
    assert EOS not in ids[0] and EOS in ids[1]


def test_rows_are_read_into_memory_only_if_they_fit(corpus, tmp_path):
    sizes = dict(image_size=16, patch_size=8, width=8, heads=2, layers=1, dropout=0.0)
    rows = corpus.rows(
        "val", make_encoder("vit", **sizes), cache=tmp_path / "cache", progress=False
    )
    needed = len(rows) * 16 * 16 * 3
    assert in_memory(rows, needed - 1) is rows
    assert torch.equal(in_memory(rows, needed), rows[:])


def test_a_set_too_small_to_validate_on_is_refused(folder, tmp_path):
    lines = (folder / "captions.txt").read_text().splitlines()
    (folder / "captions.txt").write_text("\n".join(lines[:3]))
    with pytest.raises(ValueError, match="pictures to train and to validate on"):
        Corpus.read(str(folder), folder=None, cache=tmp_path / "cache", count=0)


ON_BOTH = "also among the .*: .*png; split by image, not by row"


def test_lists_that_share_a_picture_are_refused_by_the_loader(folder, tmp_path):
    for side, names in (("train", "0 1 2 3"), ("dev", "3 4")):
        lines = [f"{name}.png" for name in names.split()]
        (folder / f"Flickr_8k.{side}Images.txt").write_text("\n".join(lines))
    with pytest.raises(ValueError, match=ON_BOTH):
        Corpus.read(str(folder), folder=None, cache=tmp_path / "cache", count=0)


def test_captions_of_one_picture_on_both_sides_are_refused(corpus):
    rows = corpus.captions.rows()
    by_row = {"train": rows[:13], "val": rows[13:], "test": []}  # 13 splits a pair
    splits = {side: [name for name, _ in rows] for side, rows in by_row.items()}
    with pytest.raises(ValueError, match=ON_BOTH):
        Corpus(corpus.captions, splits)
