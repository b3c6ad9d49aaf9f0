"""Make a small class out of the examiners' answers, and grade it.

python -m grading.demo FOLDER [--trusted]
"""

import json
import sys
from pathlib import Path

import nbformat

from authoring.lesson import Lesson, lesson_names, load_lesson
from authoring.project import ROOT

from .__main__ import main as grade

ANSWERS = ROOT / "tests" / "answers"
LESSONS = ["01", "04"]


def hand_in(folder: Path, student: str, lesson: Lesson, answers: dict) -> Path:
    """Write a notebook where SUBMISSIONS expects it."""
    path = folder / student / f"{lesson.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(lesson.handed_in(answers), path)
    return path


def example(lesson: Lesson, kind: str, which: int) -> dict[str, str]:
    """For every exercise one answer of tests/answers: "right" or "wrong"."""
    found = {}
    for exercise in lesson.stubs:
        files = sorted((ANSWERS / lesson.name / exercise).glob(f"{kind}_*.py"))
        if files:
            found[exercise] = files[which % len(files)].read_text(encoding="utf-8")
    return found


def make_class(folder: Path) -> None:
    """Ada is right, Ben differently right, Cleo half wrong, Dan late, Eve broken."""
    for name in lesson_names(LESSONS):
        lesson = load_lesson(name)
        half = dict(list(example(lesson, "wrong", 0).items())[::2])
        hand_in(folder, "ada", lesson, lesson.solved)
        hand_in(folder, "ben", lesson, lesson.solved | example(lesson, "right", 0))
        hand_in(folder, "cleo", lesson, lesson.solved | half)
        hand_in(folder, "dan", lesson, {})
        broken = json.dumps(lesson.handed_in(lesson.solved))[:5000]
        path = folder / "eve" / f"Copy of {lesson.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(broken, encoding="utf-8")


def main() -> None:
    folder = Path(sys.argv[1])
    make_class(folder / "submissions")
    graded = str(folder / "graded")
    words = [str(folder / "submissions"), "--out", graded, "--lessons", *LESSONS]
    grade(words + sys.argv[2:])
    print((folder / "graded" / "grades.csv").read_text())


if __name__ == "__main__":
    main()
