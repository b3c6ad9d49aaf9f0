"""Grade files: judge what has no result yet, enter it, and write pages and tables."""

import argparse
import shutil
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

import pandas
from tqdm import tqdm

from authoring.lesson import languages_of, lesson_names, load_lesson

from .box.bubblewrap import NoBox
from .intake.files import File, collect
from .intake.layouts import Doubt
from .intake.people import FILE, People, as_text, load
from .intake.roster import read_roster, read_table
from .intake.submissions import Submission, submissions
from .judge.tasks import digest, task
from .limits import Limits
from .results import FOLDER as RESULTS
from .results import every, graded_before, save, saved, verdicts, write
from .rules import Rules, read_rules
from .summary import summarise, tell_changes, tell_doubts

LEAST = 2**20  # bytes that a disk must have left; the smallest gradebook takes 0.3 MB
FULL = (
    "grading: the disk of --out {out} is full; make room there, or name a folder on "
    "another disk, and run this line again: what is done stays done"
)


def grade(options: argparse.Namespace) -> None:
    """All that `python -m grading` does once it knows its options."""
    limits = Limits(options.seconds, options.memory, options.processes, options.disk)
    from .gradebook.marking import keep_figures

    try:
        rules = read_rules(options.out)
        names = lesson_names(options.lessons or rules.lessons)
        lessons = [
            rules.weighed(load_lesson(name, code))
            for name in names
            for code in languages_of(name)
        ]
        roster = (
            read_roster(options.roster, options.encoding) if options.roster else None
        )
        people = load(options.out, roster)
        files = handed_in(options, people)
        key = partial(digest, limits=limits, trusted=options.trusted)
        found = submissions(files, lessons, key, partial(keep_figures, options.out))
        write(options.out / FILE, as_text(people))
        tell_doubts(rules, found, {person.folder for person in people.people})
        before = every(options.out)
        times = run(found, options, limits)
        results = enter(found, people, options, rules)
        summarise(results, times, options.out)
        tell_changes(before, results, options.out)
    except Exception as error:
        if is_full(options.out):
            sys.exit(FULL.format(out=options.out))
        if isinstance(error, (ValueError, OSError, NoBox)):
            sys.exit(f"grading: {error}")
        raise


def handed_in(options: argparse.Namespace, people: People) -> Iterator[File]:
    """The files and whose they are; where that isn't certain, OUT has a table of it."""
    mapping: dict[str, str] = {}
    if options.mapping:
        for row in read_table(options.mapping, options.encoding)[0]:
            if not row.keys() >= {"file", "student"}:
                raise ValueError(
                    f"{options.mapping} has the columns {', '.join(row)}; "
                    "expected file,student"
                )
            mapping |= {row["file"]: row["student"]} if row["student"] else {}
    try:
        return collect(
            options.submissions, people, layout=options.layout, mapping=mapping
        )
    except Doubt as doubt:
        path = options.out / "mapping.csv"
        known = [(file, "" if "?" in who else who) for file, who in doubt.rows]
        table = pandas.DataFrame(known, columns=["file", "student"])
        write(path, table.to_csv(index=False).rstrip("\n"))
        raise ValueError(f"{doubt}. The table is in {path}, to be filled in.") from None


def is_full(out: Path) -> bool:
    """Whether the disk that results are written to has no room left."""
    there = next(
        path for path in [out.absolute(), *out.absolute().parents] if path.exists()
    )
    return shutil.disk_usage(there).free < LEAST


def run(found: list[Submission], options, limits: Limits) -> dict[str, float]:
    """Judge what has no result yet; {name: seconds}."""
    from .judge.workers import on_a_cluster, on_this_machine

    waiting = to_be_judged(found, options)
    tasks = {
        name: task(
            submission,
            limits,
            trusted=options.trusted,
            seconds=options.notebook_seconds,
            checks=submission.keys.keys() - known.keys(),
        )
        for name, (submission, known) in waiting.items()
    }
    if not tasks:
        return {}
    if options.scheduler:
        done = on_a_cluster(tasks, options.scheduler)
    else:
        done = on_this_machine(tasks, min(options.workers, len(tasks)))
    times = {}
    for name, result in tqdm(done, "judged", total=len(tasks), unit="notebook"):
        if "trouble" in result:
            print(
                f"{name}: not graded, run again. {result['trouble']}", file=sys.stderr
            )
            continue
        times[name] = result["seconds"]
        submission, known = waiting[name]
        save(submission, known | result["checks"], options.out)
    return times


def to_be_judged(
    found: list[Submission], options
) -> dict[str, tuple[Submission, dict]]:
    """{name: (what lacks verdicts, those that it has)}; what lacks none is saved."""
    waiting = {}
    for submission in found:
        if submission.work.problem:
            save_problem(submission, options.out)
            continue
        known = {
            check: verdict
            for check, verdict in verdicts(submission, options.out).items()
            if not asked_again(f"{submission.name}/{check}", options.again)
        }
        if submission.keys.keys() - known.keys():
            waiting[submission.name] = submission, known
        elif not saved(submission, options.out):  # its points have changed
            save(submission, known, options.out)
    return waiting


def save_problem(submission: Submission, out: Path) -> None:
    """Save that a notebook cannot be graded, unless an earlier one was graded."""
    if saved(submission, out):
        return
    if graded_before(submission, out):
        told = f"{submission.work.problem}; the earlier result stays"
        print(f"{submission.name}: {told}", file=sys.stderr)
    else:
        save(submission, {}, out)


def asked_again(check: str, patterns: list[str]) -> bool:
    """Whether STUDENT/LESSON/CHECK is one of those to be judged again."""
    return any(fnmatchcase(check, pattern) for pattern in patterns)


def enter(found: list[Submission], people: People, options, rules: Rules) -> list:
    """Enter results and marks into the gradebook; write pages and tables of the term.

    Returns:
        All results of the term.
    """
    from .gradebook.class_page import class_page
    from .gradebook.feedback import give_feedback
    from .gradebook.late import enter_late
    from .gradebook.marking import marking_page, take_marks
    from .gradebook.record import Course
    from .gradebook.tables import export

    out = options.out
    course = Course(out)
    forget_unrecognised(found, out)
    for name in sorted({s.lesson for s in found if s.work.lesson}):
        course.release(rules.weighed(load_lesson(name)))
    record(course, found)
    take_marks(course, options.encoding)
    if rules.told:
        enter_late(course, rules)
    results = every(out)
    students = sorted({result["student"] for result in results})
    for student in tqdm(students, "feedback", unit="student"):
        own = [result for result in results if result["student"] == student]
        give_feedback(course, student, own, rules)
    export(course, results, people)
    for name in sorted({r["lesson"] for r in results if r["checks"]}):
        marking_page(
            course, rules.weighed(load_lesson(name)), results, options.encoding
        )
    class_page(out, results)
    return results


def record(course, found: list[Submission]) -> None:
    """Enter what has a result; nobody's notebook stops the others'."""
    for submission in tqdm(found, "recorded", unit="notebook"):
        if not saved(submission, course.out):
            continue
        try:
            course.record(submission)
        except Exception as error:
            if is_full(course.out):
                raise
            print(f"{submission.name}: not recorded, {error!r}", file=sys.stderr)


def forget_unrecognised(found: list[Submission], out: Path) -> None:
    """Whose files are all recognised now has no such row any more."""
    odd = {s.file.student for s in found if s.lesson == "unrecognised"}
    for student in {s.file.student for s in found} - odd:
        (out / RESULTS / student / "unrecognised.json").unlink(missing_ok=True)
