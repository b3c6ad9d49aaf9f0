"""What a course decides for itself: OUT/course.toml.

    lessons = ["01", "03"]            # of the term; all without this line

    [late]                            # as a share of a lesson's points
    per_day = 0.1                     # for each day begun after the due time
    at_most = 0.5
    grace_minutes = 15

    [feedback]                        # what students see, once a lesson's time is over
    solutions = true
    hidden_checks = false

    [03]
    due = 2026-10-12 23:59:00         # this machine's time, or with +02:00
    points = { tokenize = 4, learn_merges = 0 }    # 0 leaves an exercise out
    extensions = { "Ann Bee" = 2026-10-14 12:00:00 }
    days_late = { "Cy Dee" = 2 }      # by hand, where no system says when it came

Nothing in it decides on a verdict: after a change the grading line takes seconds.
"""

import math
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from authoring.lesson import Lesson, lesson_names, load_lesson
from helpers.near_names import hint

FILE = "course.toml"
DAY = 24 * 60 * 60  # s


@dataclass(frozen=True)
class OfLesson:
    """A lesson's own rules; times are in UTC, without a zone, as nbgrader has them."""

    due: datetime | None = None
    points: Mapping[str, float] = field(default_factory=dict)
    extensions: Mapping[str, datetime] = field(default_factory=dict)
    days_late: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """The rules of a course; without a course.toml nothing differs from the lessons."""

    lessons: tuple[str, ...] = ()
    per_day: float = 0.0
    at_most: float = 1.0
    grace_minutes: float = 0.0
    solutions: bool = False
    hidden_checks: bool = False
    told: bool = False  # whether there is a course.toml
    of: Mapping[str, OfLesson] = field(default_factory=dict)

    def weighed(self, lesson: Lesson) -> Lesson:
        """The lesson with the course's points."""
        told = self.of.get(lesson.name, OfLesson()).points
        points = dict(lesson.points)
        for name, wanted in told.items():
            own = lesson.own_checks(name) or [name]
            ours = sum(lesson.points[part] for part in own)
            points |= {part: wanted * lesson.points[part] / ours for part in own}
        return replace(lesson, points=points)

    def closed(self, lesson: str) -> bool:
        """Whether nobody may hand it in any more: what it holds may be shown then."""
        of = self.of.get(lesson, OfLesson())
        now = datetime.now(UTC).replace(tzinfo=None)
        return all(until < now for until in (of.due, *of.extensions.values()) if until)

    def lacks_days(self, lesson: str, student: str) -> bool:
        """Whether being late costs points, and nothing tells how late this was."""
        days = self.of.get(lesson, OfLesson()).days_late
        return self.per_day > 0 and student not in days

    def strangers(self, students: Collection[str]) -> list[str]:
        """Whom the rules name, and who is not in the class."""
        named = [
            name for x in self.of.values() for name in (*x.extensions, *x.days_late)
        ]
        return [name for name in dict.fromkeys(named) if name not in students]


def read_rules(out: Path) -> Rules:
    """Read OUT/course.toml.

    Raises:
        ValueError: what is wrong in it, and what was expected.
    """
    path = out / FILE
    if not path.exists():
        return Rules()
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        return _rules(told)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from None


def _rules(told: dict) -> Rules:
    names = lesson_names()
    by_number = {name[:2]: name for name in names}
    tables = {by_number.get(key, key): told[key] for key in told}
    chosen = _value("lessons", tables.pop("lessons", []), list)
    late = _table(
        "late", tables.pop("late", {}), ("per_day", "at_most", "grace_minutes")
    )
    shown = _table(
        "feedback", tables.pop("feedback", {}), ("solutions", "hidden_checks")
    )
    for name in tables:
        _known(name, [*names, "lessons", "late", "feedback"], "a lesson or a setting")
    return Rules(
        told=True,
        lessons=tuple(lesson_names([str(n) for n in chosen])) if chosen else (),
        **_each("late", late, _number),
        **_each("feedback", shown, lambda where, value: _value(where, value, bool)),
        of={name: _of_lesson(name, table) for name, table in tables.items()},
    )


def _of_lesson(name: str, told: object) -> OfLesson:
    table = _table(name, told, ("due", "points", "extensions", "days_late"))
    tables = {
        key: _value(f"{name}.{key}", table.get(key, {}), dict)
        for key in ("points", "extensions", "days_late")
    }
    lesson = load_lesson(name)
    parts = [*lesson.stubs, *lesson.questions]
    for part in tables["points"]:
        _known(part, parts, f"an exercise or a question of {name}")
    if tables["extensions"] and "due" not in table:
        raise ValueError(f"{name} has extensions but no due time; add due = ...")
    return OfLesson(
        due=_time(f"{name}.due", table["due"]) if "due" in table else None,
        points=_each(f"{name}.points", tables["points"], _number),
        extensions=_each(f"{name}.extensions", tables["extensions"], _time),
        days_late=_each(f"{name}.days_late", tables["days_late"], _number),
    )


def _each(where: str, table: dict, read: Callable) -> dict[str, Any]:
    return {key: read(f"{where}.{key}", value) for key, value in table.items()}


def _table(where: str, told: object, keys: tuple[str, ...]) -> dict:
    table = _value(where, told, dict)
    for key in table:
        _known(key, list(keys), f"a setting of [{where}]")
    return table


def _known(name: str, there: list[str], what: str) -> None:
    if name not in there:
        raise ValueError(f"expected {what}, got {name!r}; {hint(name, there)}")


def _value(where: str, value: object, kind: type):
    if not isinstance(value, kind):
        words = {dict: "a table", list: "a list", bool: "true or false"}
        raise ValueError(f"expected {where} to be {words[kind]}, got {value!r}")
    return value


def _number(where: str, value: object) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not (0 <= value < math.inf)
    ):
        raise ValueError(f"expected {where} to be a number from 0 up, got {value!r}")
    return float(value)


def _time(where: str, value: object) -> datetime:
    if not isinstance(value, datetime):
        raise ValueError(
            f"expected {where} to be a day and a time such as 2026-10-12 23:59:00 "
            f"(without quotes), got {value!r}"
        )
    return value.astimezone(UTC).replace(tzinfo=None)
