"""What came out, as one file a notebook: results/STUDENT/LESSON.json.

A result is written whole or not at all. Each check has its key, the hash of all that
decided on its verdict: a later run takes the verdicts whose keys are the same, so where
one check has been mended only that one runs again.
"""

import json
import re
from pathlib import Path

from helpers.files import publish
from helpers.language import ENGLISH

from .intake.submissions import Submission

FOLDER = "results"
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


def path_of(submission: Submission, out: Path) -> Path:
    return out / FOLDER / f"{submission.name}.json"


def save(submission: Submission, checks: dict, out: Path) -> None:
    """Write the result of a submission."""
    work, lesson = submission.work, submission.work.lesson
    points = lesson.points if lesson else {}
    results = []
    for name in lesson.checks if lesson else ():
        found = checks.get(name, {"reason": "unreadable", "message": work.problem})
        score = points[name] if found["reason"] == "passed" else 0
        told = {"name": name, "score": score, "max_score": points[name], **found}
        results.append(told | {"key": submission.keys[name]})
    content = {
        "student": submission.file.student,
        "lesson": submission.lesson,
        "language": lesson.language if lesson else ENGLISH,
        "file": submission.file.path,
        "handed_in_as": f"{submission.file.kind}:{submission.file.identity}",
        "problem": work.problem,
        "score": sum(result["score"] for result in results),
        "max_score": sum(result["max_score"] for result in results),
        "checks": results,
        "repairs": work.repairs,
        "key": submission.whole,
    }
    content = visible(content)
    write(path_of(submission, out), json.dumps(content, indent=1, ensure_ascii=False))


def visible(value):
    """Plain values whose texts hold no character that steers a terminal or a page.

    Escapes, other controls and marks that turn the direction of writing become \\x1b
    and the like; line ends and tabs stay.
    """
    if isinstance(value, str):
        return STEERING.sub(lambda m: m[0].encode("unicode_escape").decode(), value)
    if isinstance(value, list):
        return [visible(item) for item in value]
    if isinstance(value, dict):
        return {key: visible(item) for key, item in value.items()}
    return value


def saved(submission: Submission, out: Path) -> dict | None:
    """The result of an earlier run, None if there is none for this very submission."""
    content = _content(submission, out)
    return content if content.get("key") == submission.whole else None


def verdicts(submission: Submission, out: Path) -> dict[str, dict]:
    """{check: {reason, message}} of an earlier run, of what would be the same again."""
    keys = submission.keys
    return {
        check["name"]: {"reason": check["reason"], "message": check["message"]}
        for check in _content(submission, out).get("checks", [])
        if check.get("key") == keys.get(check["name"], "")
        and check["reason"] != "unreadable"
    }


def _content(submission: Submission, out: Path) -> dict:
    try:
        return json.loads(path_of(submission, out).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def every(out: Path) -> list[dict]:
    """All results of the term, ordered by student and lesson."""
    found = []
    for path in sorted((out / FOLDER).glob("*/[!.]*.json")):
        try:
            found.append(json.loads(path.read_text(encoding="utf-8")))
        except ValueError:
            raise ValueError(f"{path} is broken; delete it and grade again") from None
    return sorted(found, key=lambda r: (r["student"], r["lesson"]))


def graded_before(submission: Submission, out: Path) -> bool:
    """Whether an earlier file for this lesson could be read and has its result."""
    content = _content(submission, out)
    return bool(content) and not content["problem"]


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")  # left by a kill, it is used again
    part.write_text(text + "\n", encoding="utf-8", errors="replace")
    publish(part, path)
