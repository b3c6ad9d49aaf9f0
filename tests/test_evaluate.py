"""Scores of a captioner: truth and pointing by hand-made attention, and the command."""

import json
import math

import pandas as pd
import pytest
import torch
from PIL import Image

from helpers.captioner import Captioner, GeneratedCaption
from helpers.evaluate import main
from helpers.evaluation import draw_captions, evaluate_run, others, write_captions
from helpers.features import cache_pixels
from helpers.grammar import Item, Scene
from helpers.scene_scores import box_in_cells, measure_scenes, points_at, spot_lies
from helpers.tokens import EOS, Vocabulary
from helpers.train import Settings, train

GRID = (4, 6)  # rows, columns: a swapped axis cannot pass
SCENE = Scene(
    (
        Item("circle", "red", "small", (0, 0, 8, 12)),  # column 0, row 0
        Item(
            "ring", "blue", "large", (25, 24, 40, 47)
        ),  # columns 3 and 4, rows 2 and 3
    ),
    48,
)


@pytest.mark.parametrize(
    ("box", "margin", "cells"),
    [
        ((0, 0, 8, 12), 0, (0, 0, 1, 1)),  # a box that ends where a cell ends
        ((0, 0, 9, 13), 0, (0, 0, 2, 2)),
        ((25, 24, 40, 47), 0, (3, 2, 5, 4)),
        ((25, 24, 40, 47), 1, (2, 1, 6, 5)),
        ((47, 47, 48, 48), 0, (5, 3, 6, 4)),
    ],
)
def test_a_box_touches_these_cells(box, margin, cells):
    assert box_in_cells(box, 48, GRID, margin) == cells


def looking(text, places, words=None):
    """Word t looks at places[t] = (row, column), the others at the last corner."""
    words = words or text.split()
    weights = torch.full((len(words), 2, 3, 24), 0.1 / 24)
    for t in range(len(words)):
        row, column = places.get(t, (3, 5))
        weights[t, ..., row * GRID[1] + column] = 0.9
    return GeneratedCaption(text, words, weights)


@pytest.mark.parametrize(
    ("place", "margin", "hit"),
    [
        ((0, 0), 0, True),
        ((0, 1), 0, False),
        ((1, 0), 0, False),
        ((1, 1), 1, True),
        ((0, 2), 1, False),
        ((2, 0), 1, False),
    ],
)
def test_a_word_points_at_its_item_if_attention_peaks_in_its_box(place, margin, hit):
    written = looking("a red circle", {2: place})
    assert points_at(written, SCENE, GRID, margin=margin) == [hit]


def test_every_noun_is_asked_at_its_own_step():
    text = "a red circle and a ring"
    assert points_at(looking(text, {2: (0, 0), 5: (3, 4)}), SCENE, GRID) == [True, True]
    assert points_at(looking(text, {2: (3, 4), 5: (0, 0)}), SCENE, GRID) == [False] * 2
    assert points_at(looking(text, {1: (0, 0), 4: (3, 4)}), SCENE, GRID)[0] is False


def test_a_noun_that_fits_nothing_points_nowhere_and_a_plural_at_any():
    assert points_at(looking("a green cross", {2: (0, 0)}), SCENE, GRID) == [False]
    for place in ((0, 0), (3, 4)):
        written = looking("there are two objects", {3: place})
        assert points_at(written, SCENE, GRID, margin=0) == [True]


def test_attention_is_averaged_over_layers_and_heads():
    written = looking("a circle", {1: (3, 3)})
    written.weights[1, 0, 0] = 0
    written.weights[1, 0, 0, 0] = 1.0  # one head of six disagrees
    assert points_at(written, SCENE, GRID) == [False]
    written.weights[1, :, :2] = written.weights[1, 0, 0].clone()
    assert points_at(written, SCENE, GRID) == [True]


def test_special_words_which_the_text_leaves_out_do_not_shift_the_others():
    words = ["a", "<unk>", "red", "circle"]
    written = looking("a red circle", {3: (0, 0)}, words)
    assert points_at(written, SCENE, GRID) == [True]


class Parrot:
    """Says its picture's number as words; remembers what it was shown."""

    vocabulary = Vocabulary([f"w{i}" for i in range(200)])

    def encode(self, rows):
        return rows

    def generate(self, memory):
        return [[int(x) + 4, EOS] for x in memory]


@pytest.mark.parametrize("count", [2, 3, 70, 131])  # more than one batch
def test_shuffled_gives_every_picture_another_ones_memory(count):
    rows = torch.arange(count)
    own = write_captions(Parrot(), rows)
    other = write_captions(Parrot(), rows, shuffled=True)
    assert own == [[f"w{i}"] for i in range(count)]
    assert sorted(other) == sorted(own)
    assert not any(a == b for a, b in zip(own, other, strict=True))


def test_truth_counts_sentences_and_pointing_counts_nouns():
    said = [
        looking("a red circle", {2: (0, 0)}),  # true, points
        looking("a circle and a ring", {1: (3, 5), 4: (3, 4)}),  # true, one of two
        looking("a green ring", {2: (3, 4)}),  # false
        looking("ring ring ring", {}),  # no sentence: not true, names nothing
    ]

    scores = measure_scenes(said, [SCENE] * 4, GRID)
    assert (scores["truth"], scores["pointing"]) == (50.0, 50.0)


def test_a_caption_tells_more_the_fewer_scenes_it_fits_and_a_false_one_nothing():
    scenes = [SCENE, Scene(SCENE.items[:1], 48), Scene(SCENE.items[1:], 48), SCENE]
    said = [
        looking("a red circle above a ring", {}),  # of 2 in 4 scenes: 1 bit
        looking("there is no ring", {}),  # of 1 in 4: 2 bits
        looking("there is a small ring", {}),  # false
        looking("two objects", {}),  # of 2 in 4: 1 bit
    ]
    scores = measure_scenes(said, scenes, GRID)
    assert scores["truth"] == 75 and scores["bits"] == 1 and scores["distinct"] == 4
    says = {name: value for name, value in scores.items() if " " in name}
    assert says == {
        "says colour": 25, "true colour": 100, "says shape": 75,
        "true shape": pytest.approx(200 / 3), "says size": 25, "true size": 0,
        "says number": 25, "true number": 100, "says absence": 25,
        "true absence": 100, "says place": 50, "true place": 100,
    }  # fmt: skip


class Liking:
    """A captioner that finds sentences with one word likelier, whatever it sees."""

    def __init__(self, words, liked, max_length=20):
        self.vocabulary, self.max_length = Vocabulary(words), max_length
        self.liked = self.vocabulary.encode([liked])[1]
        self.decoder = self

    def modules(self):
        return []

    def eval(self):
        return self

    def encode(self, pixels):
        return torch.zeros(len(pixels), 1, 1)

    def __call__(self, ids, memory, need_weights):
        logits = torch.zeros(*ids.shape, len(self.vocabulary) + 4)
        logits[..., self.liked] = 1
        return logits, None


def test_a_lie_is_spotted_where_the_truth_is_likelier_and_words_are_at_hand():
    pixels, scenes = torch.zeros(70, 48, 48, 3), [Scene(SCENE.items[:1], 48)] * 70
    words = ["a", "red", "blue", "circle", "there", "is", "no"]
    assert spot_lies(Liking(words, "red"), pixels, scenes) == {"colour": 100}
    assert spot_lies(Liking(words, "blue"), pixels, scenes) == {"colour": 0}
    assert spot_lies(Liking(words, "no"), pixels, scenes) == {"colour": 0}  # no more
    words += ["ring"]
    absence = {"colour": 100, "shape": 0, "absence": 0}
    assert spot_lies(Liking(words, "red"), pixels, scenes) == absence
    absence = {"colour": 0, "shape": 100, "absence": 0}
    assert spot_lies(Liking(words, "circle"), pixels, scenes) == absence


def test_a_captioner_of_few_words_is_asked_about_short_sentences_alone():
    words = ["a", "and", "red", "blue", "circle", "ring", "left", "right", "of"]
    pixels, scenes = torch.zeros(70, 48, 48, 3), [SCENE] * 70
    kinds = {"colour", "shape", "whose colour", "place", "hard place"}
    asked = set(spot_lies(Liking(words, "red"), pixels, scenes))
    assert asked == kinds - {"hard place"}  # these two lie in different halves
    short = Liking(words, "red", max_length=8)  # <start> and seven words
    asked = set(spot_lies(short, pixels, scenes))
    assert asked == kinds - {"place", "hard place"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    out = tmp_path_factory.mktemp("run")
    settings = Settings(
        count=60, width=8, heads=2, encoder_layers=1, layers=1, patch_size=16, epochs=1,
        max_length=8, cache=str(out / "cache"),
    )  # fmt: skip
    train(settings, out, progress_bar=False)
    return out


def test_the_command_prints_scores_and_writes_them_and_overlays(finished, capsys):
    main([str(finished), "--side", "test", "--beam", "1", "2", "--shuffled",
          "--overlays", "2"])  # fmt: skip
    table = pd.read_csv(finished / "scores.csv")
    assert table["decoding"].tolist() == ["greedy", "greedy", "beam 2", "beam 2"]
    assert table["images"].tolist() == ["own", "shuffled"] * 2
    scores = [f"BLEU-{n}" for n in (1, 2, 3, 4)] + ["ROUGE-L", "CIDEr-D"]
    assert table[scores].notna().all(axis=None)
    assert table["truth"].notna().tolist() == [True, False] * 2
    printed = capsys.readouterr().out
    assert all(name in printed for name in [*scores, "truth", "pointing", "beam 2"])
    assert len(list((finished / "overlays").glob("*.png"))) == 2


def test_what_cannot_be_scored_is_said_in_words(finished, tmp_path, capsys):
    with pytest.raises(ValueError, match="folder of a training run.*helpers.train"):
        evaluate_run(tmp_path)
    (tmp_path / "run.json").write_text((finished / "run.json").read_text())
    with pytest.raises(SystemExit) as stopped:  # its first epoch never ended
        main([str(tmp_path)])
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("helpers.evaluate: expected a captioner saved by")


def test_a_side_without_pictures_is_named(finished, tmp_path):
    lists = ["Flickr_8k.trainImages.txt", "Flickr_8k.devImages.txt"]
    settings = json.loads((finished / "run.json").read_text())
    (drawn,) = (finished / "cache").glob("scenes-60-*")
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "Images").symlink_to(drawn / "Images")
    (photos / "captions.txt").write_text((drawn / "captions.txt").read_text())
    for name, pictures in zip(lists, ("00001.png", "00002.png"), strict=True):
        (photos / name).write_text(f"{pictures}\n")
    settings |= {"data": str(photos), "cache": str(tmp_path)}
    settings["record"]["splits"] = {
        "train": ["00001.png"], "val": ["00002.png"], "test": []
    }  # fmt: skip
    (tmp_path / "run.json").write_text(json.dumps(settings))
    kept = (finished / "captioner.safetensors").read_bytes()
    (tmp_path / "captioner.safetensors").write_bytes(kept)
    with pytest.raises(
        ValueError, match="(?s)on the side 'test', got none; .*1 train, 1 v"
    ):
        evaluate_run(tmp_path, side="test")


def test_a_caption_of_no_word_is_drawn_too(finished):
    captioner = Captioner.load(finished / "captioner.safetensors")
    captioner.decoder.norm.weight.data.zero_()
    captioner.decoder.norm.bias.data.fill_(1)
    captioner.decoder.lm_head.weight.data.zero_()[EOS] = 1
    pixels = torch.zeros(1, 48, 48, 3, dtype=torch.uint8).numpy()
    ((text, figure),) = draw_captions(captioner, pixels)
    assert text == "" and len(figure.axes) == 1


def test_one_picture_has_no_other_to_be_shown():
    assert others(torch.zeros(1, 3)).tolist() == []
    assert write_captions(Parrot(), torch.arange(1), shuffled=True) == []


def test_nobody_is_shown_a_copy_of_the_own_picture(tmp_path):
    for k, shade in enumerate([1, 2, 3, 1, 4, 5]):  # the first and the fourth
        Image.new("RGB", (20, 20), (shade, 0, 0)).save(tmp_path / f"{k}.png")
    paths = sorted(tmp_path.glob("*.png"))

    def rows(chosen):
        return cache_pixels(chosen, side=8, folder=tmp_path / "c", progress=False)

    seen = rows(paths)
    order = others(seen)
    assert sorted(order.tolist()) == list(range(6))
    assert not (seen[order] == seen[:]).flatten(1).all(1).any()
    assert len(others(rows([paths[0], paths[3]]))) == 0


def test_no_noun_is_no_pointing_and_no_scene_no_truth():
    silent = [looking("ring ring", {})]
    assert math.isnan(measure_scenes(silent, [SCENE], GRID)["pointing"])
    with pytest.raises(ValueError, match="at least one scene"):
        measure_scenes([], [], GRID)


@pytest.mark.parametrize("words", [["--beam", "0"], ["--overlays", "-1"]])
def test_numbers_that_mean_nothing_are_refused(finished, words, capsys):
    with pytest.raises(SystemExit):
        main([str(finished), *words])
    assert "expected --beam 1 or more and --overlays 0" in capsys.readouterr().err


def test_shuffled_is_refused_where_it_is_void(finished, monkeypatch, capsys):
    monkeypatch.setattr("helpers.evaluation.others", lambda rows: torch.arange(0))
    with pytest.raises(SystemExit):
        main([str(finished), "--shuffled"])
    assert "expected another picture for each" in capsys.readouterr().err
