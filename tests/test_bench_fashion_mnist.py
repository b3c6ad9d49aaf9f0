"""The Fashion-MNIST benchmark runs the lesson's code and prints what it measured."""

import json

import pytest
import torch

from bench.fashion_mnist import lesson_definitions, measure, report, rows, time_to
from bench.plain import vit_batches


def noise(number):
    """A set of noisy pictures."""
    generator = torch.Generator().manual_seed(number)
    pixels = torch.randint(256, (number, 1, 28, 28), generator=generator).byte()
    return pixels, torch.randint(10, (number,), generator=generator)


def test_the_lessons_definitions_come_without_its_runs(capsys):
    lesson = lesson_definitions()
    assert {"fit", "VisionTransformer", "CONFIGS"} <= set(vars(lesson))
    assert not {"model", "train_set", "figure"} & set(vars(lesson))
    assert capsys.readouterr().out == ""


def test_plain_pictures_are_enlarged_and_keep_their_range():
    images, answers = noise(70)
    pictures, labels = zip(*vit_batches(images, answers), strict=True)
    assert [len(x) for x in pictures] == [64, 6]
    assert pictures[0].shape == (64, 1, 96, 96)
    assert -1 <= pictures[0].min() < -0.9 and 0.9 < pictures[0].max() <= 1
    assert torch.equal(torch.cat(labels), answers)


def test_a_few_pictures_are_called_an_estimate(capsys, tmp_path):
    result = measure(noise(12), noise(8), pictures=6)
    report(result)
    printed = capsys.readouterr().out
    lesson, plain = result["lesson"], result["plain"]
    epochs = lesson["config"]["epochs"]
    assert result["estimated"] and "ESTIMATES" in printed and "reached" not in printed
    assert f"all {epochs} epochs" in printed and torch.__version__ in printed
    (seconds, share), *more = lesson["history"]  # of one epoch, then scaled
    assert not more and lesson["seconds"] == pytest.approx(seconds * epochs)
    assert share == lesson["accuracy"]
    assert 0 < plain["of_it_second_pass"] < plain["first_epoch_seconds"]
    assert plain["first_epoch_seconds"] == plain["history"][-1][0]
    file = tmp_path / "result.json"
    file.write_text(json.dumps(result))
    assert rows(file)[0].notes == {"said": "not measured: the last run was a try"}


def made_result(lesson, plain):
    ours = {"seconds to 90 %": time_to(0.9, lesson)}
    theirs = {"seconds to 78 %": time_to(0.78, plain)}
    theirs["first_epoch_seconds"] = plain[-1][0]
    return {"date": "2026-11-25", "estimated": False, "lesson": ours, "plain": theirs}


@pytest.mark.parametrize(
    "lesson, plain, ratio, verdict",
    [
        ([(50, 0.85), (100, 0.91)], [(60, 0.7), (300, 0.79)], 3, "reached"),
        ([(50, 0.85), (100, 0.91)], [(60, 0.8), (300, 0.85)], 0.6, "MISSED"),
        ([(50, 0.85), (100, 0.91)], [(60, 0.6), (200, 0.7)], 2, "reached"),
        ([(50, 0.85), (100, 0.89)], [(60, 0.6), (200, 0.7)], 0, "MISSED"),
    ],
    ids=["ours first", "plain first", "plain not in an epoch", "ours never"],
)
def test_times_to_90_and_78_percent_are_compared(
    tmp_path, lesson, plain, ratio, verdict
):
    file = tmp_path / "result.json"
    assert "not measured" in rows(file)[0].notes["said"]
    file.write_text(json.dumps(made_result(lesson, plain)))
    [row] = rows(file)
    assert row.ratio == pytest.approx(ratio) and row.verdict == verdict
    assert ("not reached" in row.case) == (plain[-1][1] < 0.78)
