"""A failed check draws what was wanted beside what came, where that can be seen."""

import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell

from authoring.lesson import lesson_names, load_lesson
from helpers import notebook
from helpers.failure import EXAMPLES, draw_failure

WRONG = {
    "patchify": lambda images, side: images.reshape(1, 24, -1),
    "unpatchify": lambda patches, side, height, width: patches.reshape(
        1, 3, height, width
    ),
    "causal_mask": lambda length: torch.ones(length, length).triu().bool(),
    "masked_softmax": lambda scores, allowed: scores.softmax(-1) * allowed,
    "blend": lambda image, heat, strength: strength * image + (1 - strength) * heat,
    "prefix_mask": lambda images, texts: torch.ones(7, 7, dtype=torch.bool).tril(),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_fits_its_exercise_and_right_answers_draw_nothing(name):
    lessons = [load_lesson(lesson) for lesson in lesson_names()]
    assert [x.name for x in lessons if name in x.solutions], "no such exercise"
    example = EXAMPLES[name]
    ours = getattr(__import__(f"helpers.{example.module}", fromlist=[name]), name)
    assert draw_failure(name, ours) is None


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_drawn_beside_the_right_one(name):
    figure = draw_failure(name, WRONG[name])
    titles = [ax.get_title() for ax in figure.axes]
    assert titles == ["wanted", "yours", "where they differ"]
    differs = figure.axes[2].images[0].get_array()
    assert differs.max() == 1, "something differs"


@pytest.mark.parametrize(
    "answer",
    [lambda length: None, lambda length: length / 0, lambda length: torch.ones(2)],
    ids=["nothing", "an error", "another shape"],
)
def test_what_cannot_be_compared_is_not_drawn(answer, capsys):
    assert draw_failure("causal_mask", answer) is None


def test_it_stands_below_the_failed_check(monkeypatch):
    shell, shown = InteractiveShell(), []
    monkeypatch.setattr(notebook, "get_ipython", lambda: shell)
    monkeypatch.setattr(notebook, "display", shown.append)
    shell.events.register("post_run_cell", notebook.tell_of_check)
    check = "# @title Check causal_mask, 1 point\nassert not causal_mask(2)[0, 1]"
    shell.run_cell("import torch\ncausal_mask = lambda n: torch.ones(n, n).triu() > 0")
    shell.run_cell(check)
    assert len(shown) == 1 and shown[0].data.startswith(b"\x89PNG")
    shell.run_cell("causal_mask = lambda n: torch.ones(n, n).tril() > 0")
    shell.run_cell(check)
    shell.run_cell("assert False  # no check")
    assert len(shown) == 1
    shell.events.unregister("post_run_cell", notebook.tell_of_check)
    shell.history_manager.end_session()
