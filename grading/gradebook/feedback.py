"""What a student gets back: a page for each lesson, and one that lists them.

The pages are files that need nothing else: no network, no script. What students wrote
stands in them as text and is never read as Markdown or HTML. Of a hidden check they
have the message if it failed, and nothing else. A lesson's page is in the language of
the notebook that was handed in, the first page in that of the last one.
"""

import html
import re
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup
from nbconvert.filters import markdown2html
from nbgrader.api import Gradebook, MissingEntry, SubmittedNotebook

from authoring.lesson import Lesson, load_lesson
from authoring.project import ADDRESS, page_of
from helpers.language import ENGLISH, load_language
from helpers.messages import marked, translate_html

from ..results import visible, write
from ..rules import Rules
from .exercises import BLANK, PASSED, Exercise, exercises, section
from .mistakes import title
from .record import Course, code_of
from .words import language, said

FOLDER = "feedback"
WRONG = page_of("book/wrong.md") if ADDRESS else ""
EARLIER = marked("the mark is of an earlier text")
WAITS, MARKED = marked("waits to be marked"), marked("marked")
PART = re.compile(r"(?<=_)|(?<=[a-z])(?=[A-Z])")


@cache
def templates(code: str) -> Environment:
    """The pages in a language, to be filled in."""
    folder = Path(__file__).parent

    def load(name: str) -> str:
        text = (folder / name).read_text(encoding="utf-8")
        return text if code == ENGLISH else translate_html(text, code)

    pages = Environment(
        autoescape=True,
        loader=FunctionLoader(load),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals["lang"] = load_language(code).tag
    pages.filters["of"] = partial(in_its_language, code=code)
    pages.filters["said"] = partial(said, code=code)
    pages.filters["points"] = lambda number: f"{round(number, 2):g}"
    # a name, which may be broken before its parts on a narrow screen
    pages.filters["code"] = lambda name: Markup("<code>{}</code>").format(
        Markup("<wbr>").join(PART.split(name))
    )
    # of our own texts alone: what a student controls is escaped
    pages.filters["ours"] = lambda text: Markup(markdown2html(text))
    return pages


def in_its_language(text: str, row: dict, code: str) -> str:
    """A lesson's own text on a page in a language, marked if its is another."""
    if row["language"] == code:
        return text
    tag = load_language(row["language"]).tag
    return Markup('<span lang="{}">{}</span>').format(tag, text)


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
            page = templates(row["language"]).get_template("lesson.html")
            values = {"student": student, "lesson": row, "wrong": WRONG}
            path = folder / row["name"] / f"{row['name']}.html"
            _write(path, page.render(values))
    read = [row["language"] for row in rows if not row["problem"]]
    code = read[-1] if read else ENGLISH
    page = templates(code).get_template("student.html")
    _write(folder / "index.html", page.render(student=student, **_term(rows, code)))


def _write(path: Path, page: str) -> None:
    write(path, visible(page.rstrip()))


def _row(course: Course, book: Gradebook, result: dict, rules: Rules) -> dict:
    """A lesson as its page and the student's first page tell of it."""
    name, student, code = result["lesson"], result["student"], language(result)
    row = {
        "name": name,
        "language": code,
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
    lesson, answers = load_lesson(name, code), code_of(course.out, student, name)
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
        result | {"checks": checks},
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
    has_mark = grade.manual_score is not None
    if grade.needs_manual_grade:
        return EARLIER if has_mark else WAITS
    return MARKED if has_mark else BLANK


def _todo(of_code: list[Exercise], written: list[dict]) -> dict[str, str]:
    """Name and section of what to do next in a lesson; {} if nothing is left."""
    todo = [(e.name, e.section) for e in of_code if e.verdict != PASSED]
    todo += [(w["name"], w["section"]) for w in written if w["state"] == BLANK]
    return dict(zip(("name", "section"), todo[0], strict=True)) if todo else {}


def _term(rows: list[dict], code: str) -> dict:
    """The student's progress: sums, the next step, mistakes and where they were.

    Args:
        code: of the page's language.
    """
    met: dict[int, dict] = {}
    for row in rows:
        for exercise in row["exercises"]:
            if known := exercise.mistake:
                number = known["number"]
                told = {"number": number, "title": title(number, code), "where": []}
                met.setdefault(number, told)["where"].append((row, exercise.name))
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
