"""Tables of the grades: our own, nbgrader's, and those that course systems import.

Points of the checks come from the results, those of written answers from the gradebook,
where they are entered by hand in the formgrader. The totals for course systems are
nbgrader's: both, less its late penalties.
"""

from collections import defaultdict
from pathlib import Path

import pandas
from nbgrader.api import MissingEntry
from nbgrader.plugins import CsvExportPlugin

from ..intake.layouts import PASSING
from ..intake.people import People, Person
from ..results import write
from .exports import Grades, blackboard, brightspace, canvas, moodle, tidy
from .record import Course

GRADES = [
    "student", "lesson", "score", "max_score",
    "written_score", "written_max_score", "to_mark", "late", "id", "section", "note",
]  # fmt: skip
ABSENT = "nothing was handed in"


def export(course: Course, results: list[dict], people: People) -> None:
    """Write grades.csv and exports/: everybody of the term has a row a lesson.

    Args:
        results: of the whole term.
        people: its students.
    """
    rows: list[list] = []
    totals: dict[str, dict] = defaultdict(dict)
    known = {person.folder: person for person in people.people}
    with course.gradebook() as book:
        for result in results:
            written = _written(book, result)
            row = [result[name] for name in GRADES[:4]] + written[:4]
            rows.append(
                [*row, *_about(known.get(result["student"]), result["problem"])]
            )
            if written[4] is not None:
                totals[result["student"]][result["lesson"]] = written[4]
    rows += _absent(people, results)
    cells = [[tidy(value) for value in row] for row in sorted(rows, key=_by_name)]
    table = pandas.DataFrame(cells, columns=GRADES)
    write(course.out / "grades.csv", table.to_csv(index=False).rstrip("\n"))
    folder = course.out / "exports"
    folder.mkdir(exist_ok=True)
    _nbgrader(folder / "nbgrader.csv", course)
    everybody = sorted(people.people, key=lambda person: person.folder)
    numbers = {
        (r["student"], r["lesson"]): r.get("handed_in_as", "").partition(":")[2]
        for r in results
        if r.get("handed_in_as", "").startswith(PASSING)
    }
    grades = Grades(everybody, dict(totals), numbers, people.roster)
    canvas(folder / "canvas.csv", grades)
    blackboard(folder / "blackboard.csv", grades)
    brightspace(folder / "brightspace.csv", grades)
    for lesson in grades.lessons:
        moodle(folder / f"moodle_{lesson}.csv", grades, lesson)


def _by_name(row: list) -> tuple:
    return row[0], row[1]


def _about(person: Person | None, note: str) -> list[str]:
    """[id, section, note] of a row."""
    if person is None:
        return ["", "", note]
    ids = [person.number(kind) for kind in ("number", "login", "email", "canvas")]
    return [next(filter(None, ids), ""), person.section, note]


def _absent(people: People, results: list[dict]) -> list[list]:
    """A row for each lesson that somebody on the roster has not handed in."""
    there = {(result["student"], result["lesson"]) for result in results}
    lessons = sorted({lesson for _, lesson in there} - {"unrecognised"})
    return [
        [person.folder, lesson, *[""] * 6, *_about(person, ABSENT)]
        for person in people.people
        for lesson in lessons
        if person.enrolled and (person.folder, lesson) not in there
    ]


def _written(book, result: dict) -> list:
    """[points by hand, their maximum, still to be given, lost, (total, maximum)]."""
    try:
        lesson = result["lesson"]
        sheet = book.find_submission_notebook(lesson, lesson, result["student"])
    except MissingEntry:
        return [0, 0, 0, 0, None]
    checks = {check["name"] for check in result["checks"]}
    by_hand = [grade for grade in sheet.grades if grade.name not in checks]
    waiting = [g for g in by_hand if g.needs_manual_grade and g.manual_score is None]
    late = sheet.late_submission_penalty or 0
    total = max(0.0, sheet.score - late), sheet.max_score
    return [
        sum(grade.score for grade in by_hand),
        sum(grade.max_score for grade in by_hand),
        sum(grade.max_score for grade in waiting),
        late,
        total,
    ]


def _nbgrader(path: Path, course: Course) -> None:
    """nbgrader's own table, whose texts it writes as they are."""
    with course.gradebook() as book:
        CsvExportPlugin(to=str(path)).export(book)
    table = pandas.read_csv(path, dtype=str, keep_default_na=False)
    write(path, table.map(tidy).to_csv(index=False).rstrip("\n"))
