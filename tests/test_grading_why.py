"""A check run again says on what it stopped, to who teaches, and changes nothing."""

import re

import nbformat
import pytest
from grading_tools import lesson, needs_a_box

from grading.__main__ import main
from grading.why import explain

LESSON = lesson("03")


@pytest.fixture
def out(tmp_path):
    """A graded folder in which Ann keeps capitals, and left pad_batch blank."""
    answers = dict(LESSON.solved)
    answers["tokenize"] = (
        "def tokenize(caption):\n    return re.findall('[A-Za-z]+', caption)"
    )
    answers.pop("pad_batch")
    path = tmp_path / "submitted" / "Ann" / LESSON.name / f"{LESSON.name}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(LESSON.handed_in(answers), path)
    return tmp_path


@needs_a_box
def test_it_shows_where_it_stopped_on_what_and_the_answer(out, capsys):
    before = sorted(out.rglob("*"))
    main(["why", "Ann", "03", "tokenize", "--out", str(out)])
    told = capsys.readouterr().out
    assert "tokenize-shown: failed" in told and "tokenize-hidden: failed" in told
    assert "caption = 'A Dog'" in told and "got = ['A', 'Dog']" in told
    assert "words = ['a', 'dog']" in told
    assert "assert got == words" in told and "re.findall('[A-Za-z]+'" in told
    assert sorted(out.rglob("*")) == before


@needs_a_box
def test_one_check_of_a_right_and_of_a_blank_answer(out):
    assert "split_by_image-hidden: passed" in explain(
        out, "Ann", "03", "split_by_image-hidden"
    )
    told = explain(out, "Ann", "03", "pad_batch-shown")
    assert "pad_batch-shown: unanswered" in told and "hidden" not in told


@pytest.mark.parametrize(
    "student, check, said",
    [
        ("Bo", "tokenize", r"expected .*Bo.*grades\.csv"),
        ("Ann", "tokenise", "expected a check or an exercise of .*tokenize"),
    ],
)
def test_who_or_what_is_not_there_is_told(out, student, check, said, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["why", student, "03", check, "--out", str(out)])
    assert re.search(said, str(stopped.value))
