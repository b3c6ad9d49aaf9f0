"""Tables that course systems import: Canvas, Moodle, Blackboard, Brightspace.

Where the roster is a system's own export its columns and lines come back as they were,
with our points in the place of its own: so its ids, its read-only rows and the dates by
which it refuses to overwrite newer grades are right. A student without a grade keeps
what stands there; a blank would delete it.
"""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from ..intake.people import Person
from ..intake.roster import Roster
from ..results import write

FORMULA = re.compile(r"\s*[=+@-](?![\d.]+$)|[\t\r\n]")  # to a spreadsheet
Totals = dict[str, dict[str, tuple[float, float]]]  # {student: {lesson: (points, of)}}


@dataclass(frozen=True)
class Grades:
    """What there is to be imported.

    Attributes:
        people: in the order of their folders.
        totals: {folder: {lesson: (points, maximum)}}.
        numbers: {(folder, lesson): Moodle's participant number}.
        roster: of this run, if there is one.
    """

    people: list[Person]
    totals: Totals
    numbers: dict[tuple[str, str], str]
    roster: Roster | None

    @property
    def lessons(self) -> list[str]:
        return sorted({name for of_one in self.totals.values() for name in of_one})

    def most(self, lesson: str) -> float:
        return next(t[lesson][1] for t in self.totals.values() if lesson in t)

    def points(self, person: Person, lesson: str, before: str = ""):
        found = self.totals.get(person.folder, {}).get(lesson)
        return before if found is None else tidy(found[0])

    def column(self, lesson: str) -> str:
        """The roster's own column for a lesson, else the lesson's name."""
        for column in self.roster.columns if self.roster else []:
            if lesson in column and "(read only)" not in self.above(column):
                return column
        return lesson

    def above(self, column: str) -> str:
        """What stands above the students in a column of the roster."""
        before = self.roster.before if self.roster else []
        return " ".join(row.get(column, "") for row in before)


def canvas(path: Path, grades: Grades) -> None:
    """The gradebook that Canvas imports.

    Its importer wants Student, ID, ... Section first and finds a student by ID, SIS
    User ID, SIS Login ID, name, in this order; "Points Possible" is its second row.
    """
    info = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    columns = {lesson: grades.column(lesson) for lesson in grades.lessons}
    most = []
    for lesson, column in columns.items():
        most.append(grades.above(column).strip() or tidy(grades.most(lesson)))
    rows = [["    Points Possible", *[""] * 4, *most]]
    for person in grades.people:
        row = person.row if "SIS Login ID" in person.row else {}
        own = [row.get("Student") or person.name, person.number("canvas")]
        own += [row.get(name, "") for name in info[2:4]]
        own.append(person.section)
        points = [
            grades.points(person, lesson, row.get(column, ""))
            for lesson, column in columns.items()
        ]
        rows.append([*map(tidy, own), *points])
    _write(path, [*info, *columns.values()], rows)


def moodle(path: Path, grades: Grades, lesson: str) -> None:
    """One assignment's grading worksheet.

    Moodle's importer refuses a file without the columns Identifier, Grade and "Last
    modified (grade)". Lines without "Participant NUMBER" are for reading: it skips
    them. A grade that Moodle holds and that is newer than the last column stays, unless
    one ticks "Allow updating records that have been modified more recently".
    """
    columns = ["Identifier", "Full name", "Email address", "Grade", "Maximum Grade"]
    columns.append("Last modified (grade)")
    rows = []
    for person in grades.people:
        number = grades.numbers.get((person.folder, lesson))
        own = person.row.get("Identifier") == f"Participant {number}"
        row = person.row if own else {}
        points = grades.points(person, lesson)
        if points != "":
            mail = row.get("Email address") or person.number("email")
            changed = row.get("Last modified (grade)") or "-"
            name, most = tidy(person.name), tidy(grades.most(lesson))
            named = f"Participant {number}" if number else ""
            who = [named, name, tidy(mail)]
            rows.append([*who, points, most, changed])
    _write(path, columns, rows)


def blackboard(path: Path, grades: Grades) -> None:
    """The file for Work Offline, Upload: a student is their Username.

    A column that has Blackboard's number is filled, another is new. Every value stands
    in quotation marks.
    """
    columns = [grades.column(lesson) for lesson in grades.lessons]
    rows = []
    for person in grades.people:
        user = person.number("blackboard") or person.number("login")
        if user:
            last, first = _two(person)
            points = _points(grades, person, columns)
            rows.append([*map(tidy, (last, first, user)), *points])
    if rows:
        header = ["Last Name", "First Name", "Username", *columns]
        _write(path, header, rows, csv.QUOTE_ALL)


def brightspace(path: Path, grades: Grades) -> None:
    """The file for Enter Grades, Import: OrgDefinedId or Username tell the student.

    A column of points is called "ITEM Points Grade"; the last one ends a line with "#".
    """
    ends = "End-of-Line Indicator"
    columns = []
    for lesson in grades.lessons:
        column = grades.column(lesson)
        columns.append(column if "Points Grade" in column else f"{lesson} Points Grade")
    rows = []
    for person in grades.people:
        number, user = person.number("number"), person.number("login")
        if number or user:
            points = _points(grades, person, columns)
            ids = [tidy(number), tidy(user)]
            rows.append([*ids, *points, "#"])
    if rows:
        _write(path, ["OrgDefinedId", "Username", *columns, ends], rows)


def _points(grades: Grades, person: Person, columns: list[str]) -> list:
    """A person's points; where there are none, what the roster has."""
    pairs = zip(grades.lessons, columns, strict=True)
    return [grades.points(person, n, person.row.get(c, "")) for n, c in pairs]


def _two(person: Person) -> tuple[str, str]:
    """(last name, first name), as the roster splits them or at the last blank."""
    first, _, last = person.name.rpartition(" ")
    row = person.row
    return row.get("Last Name") or last, row.get("First Name") or first


def _write(path: Path, columns: list, rows: list, quoting: int = csv.QUOTE_MINIMAL):
    text = io.StringIO()
    writer = csv.writer(text, quoting=quoting, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerows([columns, *rows])
    write(path, text.getvalue().rstrip("\n"))


def tidy(value):
    """3.0 as 3; text that a spreadsheet would take for a formula as text."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and FORMULA.match(value):
        return f"'{value}"
    return value
