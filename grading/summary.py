"""What a run of the grader prints, and keeps apart from what must be the same again."""

import sys
import time
from pathlib import Path

import pandas

from .intake.layouts import marked_late
from .intake.submissions import Submission
from .results import write
from .rules import FILE, Rules

CHANGES = 20  # changed scores that are printed
SLOW = 60  # s for one notebook, from which on it is named


def tell_doubts(rules: Rules, found: list[Submission], students: set[str]) -> None:
    """Say on stderr what course.toml names in vain, and what it should name."""
    for name in rules.strangers(students):
        print(f"{FILE} names {name!r}, who is not in the class", file=sys.stderr)
    for submission in found:
        file = submission.file
        if marked_late(file.path, file.kind) and rules.lacks_days(
            submission.lesson, file.student
        ):
            told = f"late, says Canvas; put days_late into {FILE}"
            print(f"{submission.name}: {told}", file=sys.stderr)


def summarise(results: list[dict], times: dict[str, float], out: Path) -> None:
    """Print what happened; keep the times apart from what must be the same again."""
    if times:
        rows = [f"{name},{seconds}" for name, seconds in sorted(times.items())]
        stamp = time.strftime("%Y%m%d-%H%M%S")
        write(out / "times" / f"{stamp}.csv", "\n".join(["notebook,seconds", *rows]))
    unreadable = [result for result in results if result["problem"]]
    repaired = [r for r in results if r["repairs"] and not r["problem"]]
    slow = [f"{name} {seconds} s" for name, seconds in times.items() if seconds > SLOW]
    names = [f"{r['student']}/{r['lesson']}: {r['problem']}" for r in unreadable]
    print(
        f"{len(results)} notebooks of {len({r['student'] for r in results})} students: "
        f"{len(times)} judged now, {len(results) - len(unreadable)} graded, "
        f"{len(repaired)} repaired, {len(unreadable)} unreadable, {len(slow)} slow."
    )
    for line in names + slow:
        print(f"  {line}")
    print(f"{out / 'grades.csv'}; feedback, exports and nbgrader's course beside it")


def tell_changes(before: list[dict], after: list[dict], out: Path) -> None:
    """Print whose points are others now than in an earlier run, and write them down."""
    old = {(r["student"], r["lesson"]): r["score"] for r in before}
    rows = [
        [r["student"], r["lesson"], old[key], r["score"]]
        for r in after
        if (key := (r["student"], r["lesson"])) in old and old[key] != r["score"]
    ]
    if rows:
        table = pandas.DataFrame(rows, columns=["student", "lesson", "before", "now"])
        stamp = time.strftime("%Y%m%d-%H%M%S")
        write(out / "changes" / f"{stamp}.csv", table.to_csv(index=False).rstrip("\n"))
        print(f"{len(rows)} scores are others than before, see {out / 'changes'}:")
        for student, lesson, was, now in rows[:CHANGES]:
            print(f"  {student}/{lesson}: {was:g} -> {now:g}")
