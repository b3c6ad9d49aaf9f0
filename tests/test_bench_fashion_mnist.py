"""The Fashion-MNIST benchmark runs the lesson's code and prints what it measured."""

import pytest
import torch

from bench.fashion_mnist import lesson_definitions, measure, plain_batches, report


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
    pictures, labels = zip(*plain_batches(images, answers), strict=True)
    assert [len(x) for x in pictures] == [64, 6]
    assert pictures[0].shape == (64, 1, 96, 96)
    assert -1 <= pictures[0].min() < -0.9 and 0.9 < pictures[0].max() <= 1
    assert torch.equal(torch.cat(labels), answers)


def test_a_few_pictures_are_called_an_estimate(capsys):
    result = measure(noise(12), noise(8), pictures=6)
    report(result)
    printed = capsys.readouterr().out
    epochs = result["lesson"]["config"]["epochs"]
    assert result["estimated"] and "ESTIMATES" in printed and "reached" not in printed
    assert f"all {epochs} epochs" in printed and torch.__version__ in printed
    seconds = result["plain"]["first_epoch_seconds"]
    assert result["ratio"] == pytest.approx(seconds / result["lesson"]["seconds"])
    assert 0 < result["plain"]["of_it_second_pass"] < seconds
