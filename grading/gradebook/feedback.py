"""What a student gets back: a page for each lesson, and one that lists them.

The pages are files that need nothing else: no network, no script. What students wrote
stands in them as text and is never read as Markdown or HTML. Of a hidden check they
have the message if it failed, and nothing else.
"""

import html
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from nbconvert.filters import markdown2html
from nbgrader.api import Gradebook, MissingEntry, SubmittedNotebook

from authoring.lesson import Lesson, load_lesson
from authoring.project import ADDRESS, page_of

from ..results import visible, write
from ..rules import Rules
from .exercises import BLANK, PASSED, Exercise, exercises, section
from .record import Course, code_of

FOLDER = "feedback"
WRONG = page_of("book/wrong.md") if ADDRESS else ""
PART = re.compile(r"(?<=_)|(?<=[a-z])(?=[A-Z])")
PAGES = Environment(
    autoescape=True,
    loader=FileSystemLoader(Path(__file__).parent),
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters["points"] = lambda number: f"{round(number, 2):g}"
# a name, which may be broken before its parts on a narrow screen
PAGES.filters["code"] = lambda name: Markup("<code>{}</code>").format(
    Markup("<wbr>").join(PART.split(name))
)
# of our own texts alone: what a student controls is escaped
PAGES.filters["ours"] = lambda text: Markup(markdown2html(text))


def give_feedback(
    course: Course, student: str, results: list[dict], rules: Rules | None = None
) -> None:
    """Write the pages of one student.

    Args:
        results: the student's, of the whole term.
        rules: whether solutions and hidden checks are shown; not by default.
    """
    folder = course.out / FOLDER / student
    with course.gradebook() as book:
        rows = [_row(course, book, result, rules or Rules()) for result in results]
    for row in rows:
        if row["exercises"]:
            page = folder / row["name"] / f"{row['name']}.html"
            _write(page, "lesson.html", student=student, lesson=row, wrong=WRONG)
    _write(folder / "index.html", "student.html", student=student, **_term(rows))


def _write(path: Path, template: str, **values: Any) -> None:
    write(path, visible(PAGES.get_template(template).render(values).rstrip()))


def _row(course: Course, book: Gradebook, result: dict, rules: Rules) -> dict:
    """A lesson as its page and the student's first page tell of it."""
    name, student = result["lesson"], result["student"]
    row = {
        "name": name,
        "title": name,
        "problem": result["problem"],
        "repairs": result["repairs"],
        "points": result["score"],
        "of": result["max_score"],
        "late": 0,
        "exercises": [],
        "written": [],
        "todo": {},
    }
    if not result["checks"]:
        return row
    lesson, answers = load_lesson(name), code_of(course.out, student, name)
    row["title"] = lesson.released.cells[0].source.splitlines()[0].removeprefix("# ")
    if result["problem"]:
        return row
    checks, comments = result["checks"], {}
    if sheet := _sheet(book, name, student):
        grades = {grade.name: grade for grade in sheet.grades}
        comments = {c.name: c.manual_comment or "" for c in sheet.comments}
        checks = [_counted(check, grades.get(check["name"])) for check in checks]
        row["written"] = _written(lesson, grades, comments, answers)
        row["late"] = sheet.late_submission_penalty or 0
        row["points"] = max(0.0, sheet.score - row["late"])
        row["of"] = sheet.max_score
    row["exercises"] = exercises(
        lesson,
        checks,
        answers,
        comments,
        solutions=rules.solutions and rules.closed(name),
        hidden_checks=rules.hidden_checks and rules.closed(name),
    )
    return row | {"todo": _todo(row["exercises"], row["written"])}


def _sheet(book: Gradebook, name: str, student: str) -> SubmittedNotebook | None:
    """None if it could not be recorded: the verdicts hold all the same."""
    try:
        return book.find_submission_notebook(name, name, student)
    except MissingEntry:
        return None


def _counted(check: dict, grade) -> dict:
    """A check with the points that count: whoever marks may have changed them."""
    if grade is None:
        return check
    return check | {"score": grade.score, "max_score": grade.max_score}


def _written(lesson: Lesson, grades: dict, comments: dict, answers: dict) -> list[dict]:
    """The lesson's questions with the student's text, its mark and comment."""
    return [
        {
            "name": name,
            "section": section(lesson, name),
            "points": grades[name].score,
            "of": grades[name].max_score,
            "state": _state(grades[name]),
            "comment": comments.get(name, ""),
            "answer": html.unescape(answers.get(name, "")),
        }
        for name in lesson.questions
        if name in grades
    ]


def _state(grade) -> str:
    """A written answer's state; record.py tells that a marked text has changed."""
    marked = grade.manual_score is not None
    if grade.needs_manual_grade:
        return "the mark is of an earlier text" if marked else "waits to be marked"
    return "marked" if marked else BLANK


def _todo(of_code: list[Exercise], written: list[dict]) -> dict[str, str]:
    """Name and section of what to do next in a lesson; {} if nothing is left."""
    todo = [(e.name, e.section) for e in of_code if e.verdict != PASSED]
    todo += [(w["name"], w["section"]) for w in written if w["state"] == BLANK]
    return dict(zip(("name", "section"), todo[0], strict=True)) if todo else {}


def _term(rows: list[dict]) -> dict:
    """The student's progress: sums, the next step, mistakes and where they were."""
    met: dict[int, dict] = {}
    for row in rows:
        for exercise in row["exercises"]:
            if known := exercise.mistake:
                where = met.setdefault(known["number"], {**known, "where": []})["where"]
                where.append((row, exercise.name))
    of_code = [exercise for row in rows for exercise in row["exercises"]]
    return {
        "lessons": rows,
        "passed": sum(exercise.verdict == PASSED for exercise in of_code),
        "exercises": len(of_code),
        "points": sum(row["points"] for row in rows),
        "of": sum(row["of"] for row in rows),
        "next": next((row for row in rows if row["todo"] or row["problem"]), None),
        "mistakes": [met[number] for number in sorted(met)],
    }
