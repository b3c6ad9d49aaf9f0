"""The picture of the machine tells what the running code does."""

import re
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import pytest
import torch

from helpers.captioner import Captioner
from helpers.machine import ARROWS, ASIDES, BOXES, draw_machine, main, measure_shapes
from helpers.tokens import Vocabulary

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "book" / "machine.svg"
LESSONS = sorted(path.name[:2] for path in (ROOT / "solutions").glob("[0-9][0-9]_*.py"))


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def words_of(path):
    """The texts of an SVG file whose words are text."""
    return [
        " ".join(x.itertext()).strip()
        for x in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")
    ]


def test_the_kept_picture_is_what_the_code_draws_now(tmp_path):
    main(str(tmp_path / "machine.svg"))
    assert words_of(tmp_path / "machine.svg") == words_of(KEPT), (
        "run: python -m helpers.machine book/machine.svg"
    )


def test_shapes_are_those_of_the_captioner():
    config = {
        "encoder": {"spec": "vit", "image_size": 32, "patch_size": 8, "width": 12,
                    "heads": 2, "layers": 1, "dropout": 0.0, "memory_positions": True},
        "decoder": {"kind": "transformer", "width": 20, "heads": 5, "layers": 3,
                    "max_length": 9, "dropout": 0.0},
    }  # fmt: skip
    captioner = Captioner(config, Vocabulary(["a", "dog"]), pretrained=False)
    shapes = measure_shapes(captioner)
    words = shapes["ids"][0]
    assert shapes == {
        "picture": (3, 32, 32), "patches": (16, 192), "image tokens": (17, 12),
        "memory": (16, 12), "ids": (words,), "text": (words, 20), "logits": (words, 6),
        "weights": (3, 5, words, 16), "grid": (4, 4),
    }  # fmt: skip
    drawn = [text.get_text() for text in draw_machine("", captioner).axes[0].texts]
    assert all(any(f"{name}\n({shape[0]}" in text for text in drawn)
               for name, shape in shapes.items())  # fmt: skip


def test_every_arrow_that_carries_something_has_a_shape():
    ends = {name for one, other, *_ in (*ARROWS, *ASIDES) for name in (one, other)}
    assert ends == set(BOXES)
    assert {name for name in ARROWS.values() if name} == set(measure_shapes())


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_lesson_begins_with_its_place(lesson):
    source = next((ROOT / "solutions").glob(f"{lesson}_*.py")).read_text()
    assert re.search(rf'^_ = draw_machine\("{lesson}"\)$', source, re.M)
    told = [text.get_text() for text in draw_machine(lesson).axes[0].texts]
    here = [text for text in told if "you are here" in text]
    assert here and all(text.startswith(f"{lesson} ") for text in here)


def test_a_lesson_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"expected a lesson of 01, .*, got '99'"):
        draw_machine("99")


def test_drawing_it_leaves_a_lessons_numbers_as_they_are():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    draw_machine("01")
    assert torch.equal(torch.rand(3), expected)
