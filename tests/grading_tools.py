"""What the tests of grading share: one judge for all of them, and classes to grade."""

from pathlib import Path

import pytest

from authoring.lesson import Lesson, lesson_names, load_lesson
from grading.intake.notebooks import Work
from grading.intake.submissions import Submission
from grading.judge.tasks import task
from grading.judge.workers import Judge
from grading.limits import Limits

needs_a_box = pytest.mark.box  # conftest.py skips it where bubblewrap is missing
LESSONS = {name[:2]: name for name in lesson_names()}


def lesson(number: str) -> Lesson:
    return load_lesson(LESSONS[number])


RUNNING: list[Judge] = []  # one, once it is needed


def judge() -> Judge:
    """One judge for all tests of a process, and a new one where that was ended."""
    if not RUNNING or RUNNING[0].process.poll() is not None:
        RUNNING[:] = [Judge(trusted=False)]
    return RUNNING[0]


def verdicts(
    number: str, answers: dict[str, str], own: str = "", seconds: int = 20
) -> dict:
    """{check: result} of our solutions with some answers in their place.

    Args:
        own: run the checks of this exercise only.
        seconds: of computing, for each check.
    """
    of = lesson(number)
    work = Work(lesson=of, answers=of.solved | answers)
    asked = task(
        Submission(None, work, of.name, ""),
        Limits(seconds=seconds, memory=800),
        trusted=False,
        seconds=600,
        checks=of.own_checks(own) if own else None,
    )
    result = judge().ask(asked)
    assert "trouble" not in result, result["trouble"]
    return result["checks"]


def passed(results: dict) -> bool:
    return all(result["reason"] == "passed" for result in results.values())


def tree(folder: Path) -> dict[str, bytes]:
    """{path: content} of what must be the same in every run."""
    names = ("results", "feedback", "exports", "grades.csv", "submitted", "autograded")
    files = [
        path
        for name in names
        for path in [folder / name, *(folder / name).rglob("*")]
        if path.is_file()
    ]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
