"""What a judge needs of a submission; the hash of what decides on its verdicts."""

import hashlib
import json
import platform
from collections.abc import Collection
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ..box.importable import allowed_helpers
from ..intake.files import File
from ..intake.notebooks import Work
from ..intake.submissions import Submission
from ..limits import Limits

DECIDE = ("intake", "judge", "remote", "box")  # folders whose code decides on results


def digest(file: File, work: Work, limits: Limits, *, trusted: bool) -> str:
    """Hash of what decides on each check's verdict, beside the check itself."""
    parts = [
        file.student,
        file.path,
        file.problem,
        hashlib.sha256(file.data or b"").hexdigest(),
        work.lesson.asked if work.lesson else "",
        allowed_helpers(work.lesson.name) if work.lesson else {},
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
    grading = Path(__file__).resolve().parents[1]
    own = [path for name in DECIDE for path in sorted((grading / name).glob("*.py"))]
    code = b"".join(path.read_bytes() for path in [*own, grading / "limits.py"])
    return [*versions, hashlib.sha256(code).hexdigest()]


def task(
    submission: Submission,
    limits: Limits,
    *,
    trusted: bool,
    seconds: int,
    checks: Collection[str] | None = None,
) -> dict:
    """What a judge needs of a submission.

    Args:
        checks: names of those to run; all if None.
    """
    work, lesson = submission.work, submission.work.lesson
    assert lesson, "what is no lesson has a problem, and is not judged"
    cells = []
    for name, stub in lesson.stubs.items():
        extras = work.extras.get(name, [])
        answer = work.answers.get(name, stub)
        cells += [(f"{name}+{number}", text) for number, text in enumerate(extras)]
        cells.append((name, answer))
    return {
        "imports": lesson.imports,
        "helpers": allowed_helpers(lesson.name),
        "exercises": list(lesson.stubs),
        "makers": lesson.makers,
        "checks": {
            name: source
            for name, source in lesson.checks.items()
            if checks is None or name in checks
        },
        "cells": cells,
        "limits": asdict(limits),
        "seconds": seconds,
        "trusted": trusted,
    }
