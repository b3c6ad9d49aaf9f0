"""One submission for each student and lesson, made of the files handed in."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path

from authoring.lesson import Lesson
from helpers.language import ENGLISH
from helpers.messages import marked

from .bounded import Bounded, TooMuch
from .files import File
from .layouts import LESSON
from .notebooks import Work, ingest_apart

SHOWN = 10  # names of files that a note lists


@dataclass(frozen=True)
class Submission:
    """One notebook to be graded, or what stands in its place.

    Attributes:
        file: that was handed in.
        work: what was made of it.
        lesson: name of the lesson, or "unrecognised".
        key: hash of what decides on each check's verdict, beside the check itself.
    """

    file: File
    work: Work
    lesson: str
    key: str

    @property
    def name(self) -> str:
        return f"{self.file.student}/{self.lesson}"

    @cached_property
    def keys(self) -> dict[str, str]:
        """{check: hash of all that decides on its verdict}."""
        checks = self.work.lesson.checks if self.work.lesson else {}
        return {name: _hash([self.key, text]) for name, text in checks.items()}

    @cached_property
    def whole(self) -> str:
        """Hash of all that is recorded: verdicts, points, when it was handed in."""
        points = self.work.lesson.points if self.work.lesson else {}
        told = [self.work.problem, self.work.repairs, self.file.timestamp]
        return _hash([self.key, self.keys, points, *told])


def _hash(parts) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def submissions(
    files: Iterable[File],
    lessons: list[Lesson],
    key: Callable[[File, Work], str],
    look: Callable[[Submission, Bounded], None] = lambda *_: None,
) -> list[Submission]:
    """Make of the files handed in one submission for each student and lesson.

    Args:
        files: ordered by student.
        lessons: those that are graded, in all their languages.
        key: the hash of what decides on the verdicts for a file.
        look: is shown each submission while its file's bytes are there; afterwards
            they are let go.
    """
    found = []
    with Bounded() as call:
        for _, own in groupby(files, key=lambda file: file.student):
            call.next_student()
            works = defaultdict(list)
            for file in own:
                if file.data is None:
                    only = lessons[0] if len({x.name for x in lessons}) == 1 else None
                    work = Work(_named(file.path, lessons) or only)
                    work = replace(work, problem=file.problem)
                else:
                    work = _ingested(file, lessons, call)
                if work.lesson or not LESSON.search(file.path.lower()):  # not now
                    name = work.lesson.name if work.lesson else "unrecognised"
                    works[name].append((file, work))
            for lesson, candidates in sorted(works.items()):
                file, work = _best(candidates, lesson)
                submission = Submission(file, work, lesson, key(file, work))
                look(submission, call)
                found.append(replace(submission, file=replace(file, data=None)))
    return found


def _ingested(file: File, lessons: list[Lesson], call: Bounded) -> Work:
    """A file taken apart; whatever it is made of, it stops nobody else's."""
    known = {(lesson.name, lesson.language): lesson for lesson in lessons}
    names = list(dict.fromkeys(lesson.name for lesson in lessons))
    try:
        which, work = call(ingest_apart, file.path, file.data, names)
    except (TooMuch, ValueError) as error:
        problem = marked("it can't be taken apart")
        problem = f"{problem}: {error}"
        return Work(lesson=_named(file.path, lessons), problem=problem)
    name = which[0] if which else ""
    return replace(work, lesson=known.get(which, known.get((name, ENGLISH))))


def _named(path: str, lessons: list[Lesson]) -> Lesson | None:
    return next((lesson for lesson in lessons if lesson.name in path.lower()), None)


def _best(candidates: list[tuple[File, Work]], lesson: str) -> tuple[File, Work]:
    """Choose among several files of one student for one lesson: the most answers."""

    def worth(candidate: tuple[File, Work]) -> tuple:
        file, work = candidate
        stubs = work.lesson.stubs if work.lesson else {}
        answered = sum(
            source.strip() != stubs.get(name, "").strip()
            for name, source in work.answers.items()
        )
        exact = Path(file.path).stem == lesson
        return not work.problem, answered, file.timestamp, exact, file.path

    file, work = max(candidates, key=worth)
    if len(candidates) > 1:
        others = sorted(other.path for other, _ in candidates if other is not file)
        others[SHOWN:] = ["..."] * (len(others) > SHOWN)
        left_out = ", ".join(map(repr, others))
        work.repairs.append(
            marked(
                f"{len(candidates)} files for this lesson: {file.path!r} counts, it "
                f"has most answers; left out: {left_out}"
            )
        )
    return file, work
