"""Every option is used, refused, or told; small folders get what suits them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from helpers.captioner import Captioner
from helpers.corpus import Corpus
from helpers.encoders import make_encoder
from helpers.settings import (
    PHOTOS,
    Settings,
    check_settings,
    choose_settings,
    configure,
    tell_unused,
    with_absolute_paths,
)
from helpers.tokens import Vocabulary
from helpers.train import main

WRONG = {
    "epochs": [0, -1], "count": [0], "image_size": [0], "patch_size": [-8],
    "width": [0], "heads": [0], "layers": [0], "encoder_layers": [0],
    "batch_size": [0, -4], "max_length": [0, 2], "min_count": [-1], "seed": [-1, 2**32],
    "dropout": [-0.1, 1.0, 2.0], "hide": [2.0, 1.0, -0.5], "hide_words": [1.5],
    "warmup": [-0.1, 1.1], "lr": [0.0, -1e-3, float("nan"), float("inf")],
    "clip": [0.0, -1.0], "weight_decay": [-0.1, float("nan")],
    "label_smoothing": [-0.1, 1.0], "ema_decay": [1.0], "limit": [-1], "samples": [1],
    "captions": ["some"], "decoder": ["gru"],
}  # fmt: skip


@pytest.mark.parametrize("name, value", [(n, v) for n, vs in WRONG.items() for v in vs])
def test_a_value_with_which_nothing_is_learnt_is_refused(name, value):
    option = f"--{name.replace('_', '-')}"
    with pytest.raises(ValueError, match=f"expected {option} .*, got {value}"):
        check_settings(replace(Settings(), **{name: value}))


@pytest.mark.parametrize("settings", [Settings(), choose_settings({"data": "x"})])
def test_our_own_settings_are_good(settings):
    check_settings(settings)


@pytest.mark.parametrize("wrong", [{"width": 81}, {"image_size": 50}])
def test_sizes_that_do_not_divide_are_refused(wrong):
    with pytest.raises(ValueError, match="to be a multiple of"):
        check_settings(replace(Settings(), **wrong))
    check_settings(replace(Settings(), encoder="clip", decoder="lstm", **wrong))


def test_the_command_refuses_before_it_makes_a_folder(tmp_path, capsys):
    for words in ("--epochs 0", "--hide 2", "--lr -1", "--save-minutes -1"):
        with pytest.raises(SystemExit):
            main(["--out", str(tmp_path / "run"), *words.split()])
        assert f"expected {words.split()[0]} " in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("encoder", ["vit", "own", "resnet50", "clip"])
@pytest.mark.parametrize("decoder", ["transformer", "lstm"])
def test_an_option_is_told_unused_if_and_only_if_it_changes_nothing(
    encoder, decoder, capsys, tmp_path
):
    (tmp_path / "eye.py").write_text(
        "from torch import nn\ndef eye(): return nn.Conv2d(3, 4, 112, 112)"
    )
    spec = f"{tmp_path / 'eye.py'}:eye" if encoder == "own" else encoder
    base = replace(Settings(), encoder=spec, decoder=decoder)
    for name in ("image_size", "patch_size", "encoder_layers", "layers", "heads"):
        double = 2 * getattr(base, name)
        other = replace(base, **{name: double})
        changes = configure(base) != configure(other)
        tell_unused({name: double}, other)
        told = f"--{name.replace('_', '-')}" in capsys.readouterr().err
        assert told != changes, name
    for name in ("bridge", "tied"):
        other = replace(base, **{name: True})
        changes = configure(base) != configure(other)
        tell_unused({name: True}, other)
        assert (f"--{name}" in capsys.readouterr().err) != changes, name
    if encoder in ("vit", "own"):  # others are large
        Captioner(configure(base), Vocabulary(["a"]), pretrained=False)


def test_a_grid_of_others_has_its_own_size_unless_told_otherwise():
    for encoder in ("resnet50", "efficientnet"):
        given = {"data": "x", "encoder": encoder}
        assert configure(choose_settings(given))["encoder"]["image_size"] == 224
        large = choose_settings({**given, "image_size": 448})
        assert configure(large)["encoder"]["image_size"] == 448
    eye = make_encoder(**configure(large)["encoder"], pretrained=False)
    assert eye.grid == (14, 14) and eye(torch.zeros(1, 3, 448, 448)).shape[1] == 196


def test_counts_of_scenes_are_told_unused_with_photos(capsys):
    tell_unused({"count": 5, "lr": 0.1}, choose_settings({"data": "x", "count": 5}))
    assert capsys.readouterr().err.startswith("note: --count: not used with --data x")
    tell_unused({"count": 5}, choose_settings({"count": 5}))
    assert capsys.readouterr().err == ""


def test_paths_are_those_from_where_one_stood(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/me")
    here = with_absolute_paths(
        Settings(data="~/photos", cache="../c", encoder="eye.py:f")
    )
    assert (here.data, here.cache) == ("/home/me/photos", str(tmp_path.parent / "c"))
    assert here.encoder == f"{tmp_path}/eye.py:f"
    monkeypatch.setenv("FLICKR8K_DIR", "pictures")
    flickr = with_absolute_paths(Settings(data="flickr8k"))
    assert (flickr.data, flickr.folder) == ("flickr8k", f"{tmp_path}/pictures")
    assert with_absolute_paths(Settings()).data == "scenes"


SAID = """a dog runs on the beach|a brown dog near the sea|the dog plays in the sand
two children on a swing|children play in a park|a boy and a girl swing
a red car in the street|an old car near a house|the car stands on a road"""


def own_photos(folder, said, count=20):
    """So many noisy pictures, each with the captions of a line of `said`."""
    lines = [line.split("|") for line in said.splitlines()]
    (folder / "Images").mkdir(parents=True)
    rows, draw = ["image,caption"], np.random.default_rng(0)
    for k in range(count):
        pixels = draw.integers(0, 256, (60, 90, 3), np.uint8)
        Image.fromarray(pixels).save(folder / "Images" / f"{k}.jpg")
        rows += [f"{k}.jpg,{caption}" for caption in lines[k % len(lines)]]
    (folder / "captions.txt").write_text("\n".join(rows))
    return folder


@pytest.mark.training
def test_twenty_photos_of_ones_own_go_from_nothing_to_a_caption(tmp_path, capsys):
    photos = own_photos(tmp_path / "photos", SAID)
    main(["--data", str(photos), "--out", str(tmp_path / "run"),
          "--cache", str(tmp_path / "cache")])  # fmt: skip
    said = capsys.readouterr().out
    assert "note: validation looks at 2 pictures alone" in said
    captioner = Captioner.load(tmp_path / "run" / "captioner.safetensors")
    words = {word for line in SAID.split() for word in line.split("|")}
    assert set(captioner.vocabulary.words) == words
    with Image.open(photos / "Images" / "0.jpg") as image:
        pixels = np.array(image.resize((PHOTOS["image_size"],) * 2))
    [written] = captioner.caption(pixels[None])
    assert written.text and set(written.text.split()) <= words


def corpus(tmp_path, said, count=20):
    photos = own_photos(tmp_path / "photos", said, count)
    return Corpus.read(str(photos), folder=None, cache=tmp_path, count=0)


def test_a_vocabulary_without_a_word_is_refused(tmp_path):
    made = corpus(tmp_path, SAID)
    with pytest.raises(ValueError, match="999 times or more.*--min-count, or add"):
        made.vocabulary(999)


def test_what_learning_cannot_do_well_is_told(tmp_path):
    made = corpus(tmp_path, SAID)
    assert len(made.doubts(made.vocabulary(0), 40)) == 2  # few pictures on both sides
    rare, cut, little, few = made.doubts(Vocabulary(["dog"]), 4)
    assert "are too rare" in rare and "--min-count" in rare
    assert "more than 2 words and are cut" in cut and "--max-length" in cut
    assert "16 pictures to learn from are few" in little
    assert "2 pictures alone" in few


def test_of_enough_pictures_there_is_no_doubt(tmp_path):
    made = corpus(tmp_path, SAID, 260)
    assert made.doubts(made.vocabulary(0), 40) == []


@pytest.mark.parametrize(
    "captions, least", [(1, 1), (1999, 1), (2000, 2), (30_000, 5), (150_000, 5)]
)
def test_the_least_count_grows_with_the_captions(captions, least, monkeypatch):
    asked = []
    monkeypatch.setattr(Corpus, "words", lambda self, side: [[["a"]] * captions])
    whole = Vocabulary.from_captions
    monkeypatch.setattr(
        Vocabulary, "from_captions",
        lambda lists, count: asked.append(count) or whole([["a"]], 1),
    )  # fmt: skip
    Corpus(None, {}).vocabulary(0)
    assert asked == [least]


def test_folders_that_start_with_a_tilde_are_found(tmp_path, monkeypatch):
    own_photos(tmp_path / "photos", SAID)
    monkeypatch.setenv("HOME", str(tmp_path))
    for given in ({"data": "~/photos", "folder": None},
                  {"data": "flickr8k", "folder": "~/photos"}):  # fmt: skip
        read = Corpus.read(**given, cache=tmp_path, count=0)
        assert read.captions.folder == Path(tmp_path / "photos")


def test_captions_without_blanks_are_told(tmp_path):
    made = corpus(
        tmp_path, "两只狗在草地上奔跑|一个红色的圆圈在左边|白色的猫坐在椅子上"
    )
    told = " ".join(made.doubts(made.vocabulary(1), 40))
    assert "are one long word" in told and "put some between" in told
