"""Why did a check fail? Run it once more in the box, and see what it saw.

python -m grading why STUDENT LESSON CHECK --out GRADED
"""

import sys
from pathlib import Path

from authoring.lesson import exercise_of, lesson_names, load_lesson

from .box.bubblewrap import NoBox
from .intake.files import File
from .intake.notebooks import ingest
from .intake.submissions import Submission
from .judge.tasks import task
from .limits import Limits
from .results import visible


def tell(**asked) -> None:
    """Print what `explain` says, or in a line what is wrong."""
    try:
        print(explain(**asked))
    except (ValueError, OSError, NoBox) as error:
        sys.exit(f"grading: {error}")


def explain(
    out: Path, student: str, lesson: str, check: str, *, seconds: int = Limits().seconds
) -> str:
    """What each check of that name came to, on what values, and the answer itself.

    Raises:
        ValueError: no such lesson or check.
        FileNotFoundError: nothing of this student is recorded for the lesson.
    """
    found = load_lesson(lesson_names([lesson])[0])
    known = [x for x in found.checks if check in (x, exercise_of(x))]
    if not known:
        raise ValueError(
            f"expected a check or an exercise of {found.name}, got {check!r}; "
            f"there are {', '.join(found.stubs)}"
        )
    path = out / "submitted" / student / found.name / f"{found.name}.ipynb"
    if not path.is_file():
        raise FileNotFoundError(
            f"expected {path}, what {student!r} handed in, but it is not there; grade "
            f"first, and name the student as in {out / 'grades.csv'}"
        )
    work = ingest(path.name, path.read_bytes(), [found])
    asked = task(
        Submission(File(student, "", path.name, None), work, found.name, ""),
        Limits(seconds=seconds),
        trusted=False,
        seconds=len(known) * seconds * 4,
        checks=known,
    )
    asked["why"] = True
    from .judge.workers import Judge  # here: it starts processes

    judge = Judge(trusted=False)
    try:
        result = judge.ask(asked)
    finally:
        judge.close()
    if "trouble" in result:
        raise OSError(result["trouble"])
    parts = [_told(name, verdict) for name, verdict in result["checks"].items()]
    answer = work.answers.get(exercise_of(known[0]), "(no answer)")
    return visible("\n\n".join([*parts, f"The answer:\n\n{_indented(answer)}"]))


def _told(name: str, verdict: dict) -> str:
    """One check's verdict, the line where it stopped, and the values there."""
    lines = [f"{name}: {verdict['reason']}", verdict["message"]]
    if saw := verdict.get("saw"):
        lines += [f"line {saw['line']} of the check:", _indented(saw["source"])]
        lines += [f"  {name} = {value}" for name, value in saw["values"].items()]
    return "\n".join(filter(None, lines))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
