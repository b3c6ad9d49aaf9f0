"""Tables of the grades: our own, nbgrader's, and those that Canvas and Moodle read.

Points of the checks come from the results, those of written answers from the gradebook,
where they are entered by hand in the formgrader. The totals for Canvas and Moodle are
nbgrader's: both, less its late penalties.
"""

from collections import defaultdict
from pathlib import Path

import pandas
from nbgrader.api import MissingEntry
from nbgrader.plugins import CsvExportPlugin

from .collect import File
from .record import Course
from .tasks import write

GRADES = [
    "student", "lesson", "score", "max_score",
    "written_score", "written_max_score", "to_mark",
]  # fmt: skip


def export(course: Course, results: list[dict], files: list[File]) -> None:
    """Write grades.csv and exports/."""
    rows, totals = [], defaultdict(dict)
    with course.gradebook() as book:
        for result in results:
            written = _written(book, result)
            row = [result[name] for name in GRADES[:4]] + written[:3]
            rows.append([_tidy(value) for value in row])
            if written[3] is not None:
                totals[result["student"]][result["lesson"]] = written[3]
    table = pandas.DataFrame(rows, columns=GRADES)
    write(course.out / "grades.csv", table.to_csv(index=False).rstrip("\n"))
    folder = course.out / "exports"
    folder.mkdir(exist_ok=True)
    plugin = CsvExportPlugin(to=str(folder / "nbgrader.csv"))
    with course.gradebook() as book:
        plugin.export(book)
    lessons = sorted({lesson for of_one in totals.values() for lesson in of_one})
    identity = {file.student: file.identity for file in files}
    _canvas(folder / "canvas.csv", totals, lessons, identity)
    for lesson in lessons:
        _moodle(folder / f"moodle_{lesson}.csv", lesson, totals, identity)


def _written(book, result: dict) -> list:
    """[points by hand, their maximum, points still to be given, (total, maximum)]."""
    try:
        lesson = result["lesson"]
        sheet = book.find_submission_notebook(lesson, lesson, result["student"])
    except MissingEntry:
        return [0, 0, 0, None]
    checks = {check["name"] for check in result["checks"]}
    by_hand = [grade for grade in sheet.grades if grade.name not in checks]
    waiting = [g for g in by_hand if g.needs_manual_grade and g.manual_score is None]
    late = sheet.late_submission_penalty or 0
    total = max(0.0, sheet.score - late), sheet.max_score
    return [
        sum(grade.score for grade in by_hand),
        sum(grade.max_score for grade in by_hand),
        sum(grade.max_score for grade in waiting),
        total,
    ]


def _canvas(path: Path, totals: dict, lessons: list[str], identity: dict) -> None:
    """The gradebook that Canvas imports; "Points Possible" is its second row."""
    columns = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *lessons]
    most = {n: t[1] for of_one in totals.values() for n, t in of_one.items()}
    rows = [["    Points Possible", *[""] * 4, *[_tidy(most[n]) for n in lessons]]]
    for student, of_one in sorted(totals.items()):
        points = [_tidy(of_one[n][0]) if n in of_one else "" for n in lessons]
        rows.append([student, identity.get(student, ""), "", "", "", *points])
    table = pandas.DataFrame(rows, columns=columns)
    write(path, table.to_csv(index=False).rstrip("\n"))


def _moodle(path: Path, lesson: str, totals: dict, identity: dict) -> None:
    """The grading worksheet that Moodle imports, one an assignment."""
    rows = []
    for student, of_one in sorted(totals.items()):
        if lesson in of_one:
            number = identity.get(student, "")
            score, most = of_one[lesson]
            name = f"Participant {number}" if number else ""
            rows.append([name, student, "", _tidy(score), _tidy(most)])
    columns = ["Identifier", "Full name", "Email address", "Grade", "Maximum Grade"]
    table = pandas.DataFrame(rows, columns=columns)
    write(path, table.to_csv(index=False).rstrip("\n"))


def _tidy(value):
    """3.0 as 3; text that a spreadsheet would take for a formula as text."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value[:1] in "=+-@\t":
        return f"'{value}"
    return value
