"""What is graded, as tasks; what came out, as one file a notebook.

A result is written under its student and lesson, by an atomic rename, with the hash of
all that decided on it: the file handed in, the lesson, the limits, the graders' own
code and libraries. A later run takes a result whose hash is the same as it is.
"""

import ast
import builtins
import hashlib
import json
import os
import platform
from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from .collect import LESSON, File
from .ingest import Pool, Work, gather, ingest, needs
from .lessons import Lesson
from .sandbox import Limits

FOLDER = "results"
DECIDE = [
    "ambient", "box", "ingest", "judge", "lessons", "mirrors", "peer", "sandbox",
    "syscalls", "tasks", "turns", "wire",
]  # fmt: skip
WAYS_ROUND = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "importlib",
    "globals",
    "getattr",
}


@dataclass(frozen=True)
class Submission:
    """One notebook to be graded, or what stands in its place.

    Attributes:
        file: that was handed in.
        work: what was made of it.
        lesson: name of the lesson, or "unrecognised".
        key: hash of all that decides on the result.
    """

    file: File
    work: Work
    lesson: str
    key: str

    @property
    def name(self) -> str:
        return f"{self.file.student}/{self.lesson}"

    def result(self, out: Path) -> Path:
        return out / FOLDER / f"{self.name}.json"


def submissions(
    files: list[File], lessons: list[Lesson], limits: Limits, *, trusted: bool
) -> list[Submission]:
    """Make of the files handed in one submission for each student and lesson."""
    works = defaultdict(list)
    for file in files:
        if file.data is None:
            work = Work(lesson=_named(file.path, lessons), problem=file.problem)
        else:
            work = _ingested(file, lessons)
        if work.lesson or not LESSON.search(file.path.lower()):  # not graded now
            name = work.lesson.name if work.lesson else "unrecognised"
            works[file.student, name].append((file, work))
    found = []
    for (_, lesson), candidates in sorted(works.items()):
        file, work = _best(candidates, lesson)
        key = digest(file, work, limits, trusted)
        found.append(Submission(file, work, lesson, key))
    return found


def _ingested(file: File, lessons: list[Lesson]) -> Work:
    try:
        return ingest(file.path, file.data, lessons)
    except Exception as error:  # nobody's file stops the others'
        problem = f"it can't be taken apart: {type(error).__name__}"
        return Work(lesson=_named(file.path, lessons), problem=problem)


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
        work.repairs.append(
            f"{len(candidates)} files for this lesson: {file.path!r} counts, it has "
            f"most answers; left out: {', '.join(map(repr, others))}"
        )
    return file, work


def digest(file: File, work: Work, limits: Limits, trusted: bool) -> str:
    """Hash of all that decides on a result."""
    parts = [
        file.student,
        file.path,
        file.problem,
        hashlib.sha256(file.data or b"").hexdigest(),
        work.lesson.digest if work.lesson else "",
        work.repairs,
        asdict(limits),
        trusted,
        environment(),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


@cache
def environment() -> list[str]:
    """The libraries and our own code, as far as they decide on results."""
    versions = [platform.python_version(), version("torch"), version("numpy")]
    own = [Path(__file__).with_name(f"{name}.py").read_bytes() for name in DECIDE]
    return [*versions, hashlib.sha256(b"".join(own)).hexdigest()]


def task(
    submission: Submission, limits: Limits, *, trusted: bool, seconds: int
) -> dict:
    """What a judge needs of a submission."""
    work, lesson = submission.work, submission.work.lesson
    cells, refused = [], {}
    for name, stub in lesson.stubs.items():
        extras = work.extras.get(name, [])
        answer = work.answers.get(name, stub)
        cells += [(f"{name}+{number}", text) for number, text in enumerate(extras)]
        cells.append((name, answer))
        names = lesson.forbidden[name]
        sources = [*extras, answer, *(borrowed(name, work, lesson) if names else [])]
        if words := forbidden(sources, names):
            why = f"this exercise is to be written without {', '.join(words)}"
            refused |= {f"{name}-{kind}": why for kind in ("shown", "hidden")}
    return {
        "imports": lesson.imports,
        "helpers": lesson.helpers,
        "exercises": list(lesson.stubs),
        "makers": lesson.makers,
        "checks": lesson.checks,
        "cells": cells,
        "refused": refused,
        "limits": asdict(limits),
        "seconds": seconds,
        "trusted": trusted,
    }


def borrowed(name: str, work: Work, lesson: Lesson) -> list[str]:
    """Statements in other exercises' cells that an answer uses as its own."""
    others = [source for other, source in work.answers.items() if other != name]
    given = {*dir(builtins), *lesson.stubs} - {name}
    return gather([name, *needs(work.answers.get(name, ""))], Pool(others), given)


def forbidden(sources: list[str], names: list[str]) -> list[str]:
    """Which of the names an answer uses, or which ways round them."""
    if not names:
        return []
    used = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # it will not run either
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                used.add(node.id)
            elif isinstance(node, ast.Attribute):
                used.add(node.attr)
            elif isinstance(node, ast.alias):
                used |= {node.asname, *node.name.split(".")}
    return sorted(used & {*names, *WAYS_ROUND})


def save(submission: Submission, checks: dict, out: Path) -> None:
    """Write the result of a submission."""
    work, lesson = submission.work, submission.work.lesson
    points = lesson.points if lesson else {}
    results = []
    for name in lesson.checks if lesson else ():
        found = checks.get(name, {"reason": "unreadable", "message": work.problem})
        score = points[name] if found["reason"] == "passed" else 0
        results.append(
            {"name": name, "score": score, "max_score": points[name], **found}
        )
    content = {
        "student": submission.file.student,
        "lesson": submission.lesson,
        "file": submission.file.path,
        "problem": work.problem,
        "score": sum(result["score"] for result in results),
        "max_score": sum(result["max_score"] for result in results),
        "checks": results,
        "repairs": work.repairs,
        "key": submission.key,
    }
    write(submission.result(out), json.dumps(content, indent=1, ensure_ascii=False))


def saved(submission: Submission, out: Path) -> dict | None:
    """The result of an earlier run, None if there is none for this very submission."""
    try:
        content = json.loads(submission.result(out).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if content.get("key") == submission.key else None


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")  # left by a kill, it is used again
    part.write_text(text + "\n", encoding="utf-8", errors="replace")
    os.replace(part, path)
