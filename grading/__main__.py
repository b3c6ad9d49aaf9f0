"""Grade what students handed in; see README.md.

python -m grading SUBMISSIONS --out GRADED [--lessons 01 04]
python -m grading why STUDENT LESSON CHECK --out GRADED
"""

import argparse
import os
import sys
from pathlib import Path

from .intake.layouts import LAYOUTS
from .limits import Limits

WHY = """\
Why did a check fail? Run it once more in the box, and see what it saw. STUDENT as the
results name them, LESSON as 03, CHECK as tokenize or tokenize-hidden. For who teaches:
it shows what hidden checks ask. No result and no mark is changed."""


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    limits = Limits()
    parser = argparse.ArgumentParser("grading", description=__doc__)
    add = parser.add_argument
    add("submissions", type=Path, help="folder of students, or a zip")
    add("--out", type=Path, required=True, help="folder for all results")
    add("--lessons", nargs="+", default=[], help="01 04 ...; course.toml's, or all")
    add(
        "--again",
        nargs="+",
        default=[],
        metavar="STUDENT/LESSON/CHECK",
        help="judge these again though they have results; * for any, as '*/03*/*'",
    )
    add(
        "--layout",
        choices=LAYOUTS,
        default="",
        help="whose a file is; told by the files",
    )
    add("--roster", type=Path, help="the class: a CSV, or a course system's export")
    add("--mapping", type=Path, help="CSV of file,student, for what no layout tells")
    add("--encoding", default="", help="of roster and mapping, such as cp1252; UTF-8")
    add("--workers", type=int, default=os.cpu_count(), help="at a time; one a core")
    add("--scheduler", help="address of a Dask scheduler, tcp://HOST:PORT")
    add("--trusted", action="store_true", help="run student code without a box")
    add("--seconds", type=int, default=limits.seconds, help="of computing, a check")
    add("--notebook-seconds", type=int, default=600, help="of the clock, a notebook")
    add("--memory", type=int, default=limits.memory, help="MB a check may use")
    add("--processes", type=int, default=limits.processes, help="a check may run")
    add("--disk", type=int, default=limits.disk, help="MB a check may write")
    return parser.parse_args(words)


def why_arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("grading why", description=WHY)
    for name in ("student", "lesson", "check"):
        parser.add_argument(name)
    parser.add_argument("--out", type=Path, required=True, help="folder of all results")
    parser.add_argument("--seconds", type=int, default=Limits().seconds)
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> None:
    words = sys.argv[1:] if words is None else words
    if words[:1] == ["why"]:
        options = why_arguments(words[1:])
        from .why import tell  # here, as below: --help waits for nothing slow

        return tell(**vars(options))
    options = arguments(words)
    apart(options.submissions.resolve(), options.out.resolve())
    from .grade import grade

    grade(options)


def apart(submissions: Path, out: Path) -> None:
    """Refuse to write where the submissions are: nothing handed in is ever changed."""
    if out.is_relative_to(submissions) or submissions.is_relative_to(out):
        sys.exit(
            f"grading: --out {out} and the submissions {submissions} lie in each "
            "other; name a folder beside them"
        )


if __name__ == "__main__":
    main()
