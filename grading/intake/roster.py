"""The class as a table: a plain CSV, or the one that a course system exports.

Canvas's gradebook, Moodle's participants or grading worksheet, Classroom's,
Gradescope's, Blackboard's and Brightspace's tables are known by their columns.
"""

import contextlib
import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

WINDOWS = [f"cp125{n}" for n in range(9)] + ["cp874", "cp932", "cp936", "cp949"]
WIDE = 60  # letters of a line that is shown
COLUMNS = {  # what a column may be called, in lower case
    "name": ("name", "student", "full name", "student name", "fullname"),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
    "section": ("section", "sections", "groups", "group", "class"),
    "email": ("email", "email address", "e-mail", "mail", "emails"),
    "canvas": ("id", "canvas id"),
    "moodle": ("identifier",),
    "number": ("sis user id", "id number", "sid", "student id", "orgdefinedid"),
    "login": ("sis login id", "username", "user name", "login", "github username"),
}
IDS = ("canvas", "moodle", "number", "login", "email")
NOBODY = ("Student, Test", "Test Student", "Points Possible", "Points", "Date")


@dataclass(frozen=True)
class Student:
    """One line of a roster.

    Attributes:
        name: as people read it, "Ada Bee".
        ids: {kind: value} of what the systems call them; empty ones are left out.
        section: "" if the table has none.
        row: the whole line, by the table's own columns.
    """

    name: str
    ids: dict[str, str] = field(default_factory=dict)
    section: str = ""
    row: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Roster:
    """A class.

    Attributes:
        students: in the table's order.
        columns: the table's own, in order.
        before: lines above the students that are nobody, such as Points Possible.
        encoding: that the file was read in.
    """

    students: list[Student]
    columns: list[str]
    before: list[dict[str, str]]
    encoding: str


def read_table(path: Path, encoding: str = "") -> tuple[list[dict[str, str]], str]:
    """(rows by column, encoding) of a CSV: commas, semicolons or tabs.

    Raises:
        ValueError: its encoding can't be told, or it holds no line.
    """
    data = path.read_bytes()
    text, encoding = _decoded(path, data, encoding)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = [
        {name.strip(): (value or "").strip() for name, value in row.items() if name}
        for row in reader
    ]
    if not rows:
        raise ValueError(f"{path} has no line below its header; expected one a student")
    return rows, encoding


def _decoded(path: Path, data: bytes, encoding: str) -> tuple[str, str]:
    """(text, encoding); which Windows page it is nobody can tell but who reads it."""
    if data.startswith(b"\xef\xbb\xbf"):  # it says so itself
        encoding = "utf-8-sig"
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    name = encoding or ("utf-16" if marked else "utf-8-sig")
    with contextlib.suppress(UnicodeError, LookupError):
        return data.decode(name), name
    odd = next(line for line in data.splitlines() if not line.isascii())
    shown = []
    for page in WINDOWS:
        with contextlib.suppress(UnicodeError):
            shown.append(f"  {page:10} {odd.decode(page)[:WIDE]}")
    raise ValueError(
        f"{path} is not written in {name}. Save it as UTF-8, or say --encoding with "
        "the page that shows this line rightly:\n" + "\n".join(shown)
    )


def read_roster(path: Path, encoding: str = "") -> Roster:
    """Read a class.

    Raises:
        ValueError: no column holds names, or two lines have the same id.
    """
    rows, encoding = read_table(path, encoding)
    columns = list(rows[0])
    where = {
        kind: next((c for c in columns if c.lower() in names), "")
        for kind, names in COLUMNS.items()
    }
    if columns[0] not in ("Student", "LastName"):  # else it is Canvas's gradebook
        where["number"] = where["number"] or where["canvas"]
        where["canvas"] = ""
    if not where["name"] and not (where["first"] and where["last"]):
        raise ValueError(
            f"{path} has the columns {', '.join(columns)}; expected one called name, "
            "or first name and last name; also used: id, email, login, section"
        )
    students, before = [], []
    for row in rows:
        name = _name(row, where)
        value = {kind: row.get(column, "") for kind, column in where.items() if column}
        ids = {kind: value[kind].lstrip("#") for kind in IDS if value.get(kind)}
        ids = {k: v.removeprefix("Participant ").strip() for k, v in ids.items()}
        if not name or name in NOBODY:
            before += [] if "Test" in name else [row]
            continue
        students.append(Student(name, ids, value.get("section", ""), row))
    _refuse_doubles(path, students)
    return Roster(students, columns, before, encoding)


def _name(row: dict[str, str], where: dict[str, str]) -> str:
    """Read as "Ada Bee", also "Bee, Ada" and of two columns."""
    if not where["name"]:
        return f"{row[where['first']]} {row[where['last']]}".strip()
    last, comma, first = row[where["name"]].partition(",")
    if row[where["name"]] in NOBODY or not comma:
        return row[where["name"]]
    return f"{first.strip()} {last.strip()}"


def _refuse_doubles(path: Path, students: list[Student]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for student in students:
        for pair in student.ids.items():
            if pair in seen:
                raise ValueError(
                    f"{path}: {seen[pair]} and {student.name} both have the {pair[0]} "
                    f"{pair[1]}; expected one line a student"
                )
            seen[pair] = student.name
