"""Marking by hand: for each lesson a page to read and a table to fill in.

OUT/marking/LESSON.html shows, question by question, every answer beside the guide, with
what the checks said of the student's code and the figures of the notebook. Points and
comments go into LESSON.csv beside it; the next run of the grader enters them into the
gradebook. What is marked in nbgrader's formgrader comes into the table in the same way:
of two marks that one holds which somebody has changed since the last run.
"""

import hashlib
import html
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas
from jinja2 import Environment
from nbgrader.api import Gradebook, MissingEntry

from authoring.lesson import Lesson

from ..intake.bounded import Bounded, TooMuch
from ..intake.figures import figures
from ..intake.roster import read_table
from ..intake.submissions import Submission
from ..results import saved, visible, write
from .exports import tidy
from .record import Course, code_of

FOLDER = "marking"
COLUMNS = ["question", "student", "points", "of", "comment", "state", "text"]
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>To mark: {{ lesson }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;
overflow-wrap:anywhere}
.text{white-space:pre-wrap;overflow-wrap:anywhere;border-left:4px solid #8888;
padding-left:.8rem;margin:.6rem 0}
img{max-width:100%;background:#fff}
</style></head><body><main><h1>To mark: {{ lesson }}</h1>
<p>Not to be handed on: it holds names and the marking guide. Points and comments go
into {{ lesson }}.csv beside this page; then run the grading line again.</p>
{% for question in questions %}<h2>{{ question.name }}, {{ "%g"|format(question.of) }}
points: {{ question.waiting }} of {{ question.answers|length }} to mark</h2>
<details><summary>The question, and an answer with the marking guide</summary>
<div class="text">{{ question.asked }}</div>
<div class="text">{{ question.guide }}</div></details>
{% for answer in question.answers %}<section><h3>{{ answer.student }}:
{{ answer.state }}{% if answer.points is not none %},
{{ "%g"|format(answer.points) }} points{% endif %}</h3>
<div class="text">{{ answer.text }}</div>
{% if answer.comment %}<p>Your comment: {{ answer.comment }}</p>{% endif %}
<details><summary>{{ answer.right }} of {{ answer.checks|length }} checks passed{% if
answer.figures %}; {{ answer.figures|length }} figures{% endif %}</summary>
<ul>{% for check in answer.checks if check.reason != "passed" %}
<li>{{ check.name }}: {{ check.message or check.reason }}</li>{% endfor %}</ul>
{% for figure in answer.figures %}<img src="{{ figure }}" loading="lazy"
alt="figure {{ loop.index }} of the notebook that {{ answer.student }} handed in">
{% endfor %}</details></section>
{% endfor %}{% endfor %}</main></body></html>"""


def keep_figures(out: Path, submission: Submission, call: Bounded) -> None:
    """Lay a notebook's figures down beside the page, in the place of earlier ones."""
    if saved(submission, out) or submission.work.problem:
        return
    folder = out / FOLDER / "figures" / submission.name
    shutil.rmtree(folder, ignore_errors=True)
    try:
        found = call(figures, submission.file.data or b"")
    except (TooMuch, ValueError):  # its outputs are nothing that is graded
        return
    for number, picture in enumerate(found, 1):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:02}.png").write_bytes(picture)


def take_marks(course: Course, encoding: str = "") -> None:
    """Enter into the gradebook what has changed in the tables since they were written.

    What the gradebook lacks is entered too, so that tables carried into a new OUT bring
    their marks along.

    Args:
        encoding: of the tables, such as cp1252; UTF-8 by default.

    Raises:
        ValueError: a row that names no answer, or points out of range.
    """
    for path in sorted((course.out / FOLDER).glob("[!.]*.csv")):
        written = _rows(path.with_name(f".{path.name}"), "")
        with course.gradebook() as book:
            for key, row in _rows(path, encoding).items():
                old = written.get(key, {})
                changed = any(row[x] != old.get(x, "") for x in ("points", "comment"))
                try:
                    grade = book.find_grade(key[0], path.stem, path.stem, _name(key[1]))
                except MissingEntry:
                    if changed and written:
                        where = f"{path}, {key[1]}, {key[0]}"
                        told = f"{where}: no such answer was handed in"
                        raise ValueError(told) from None
                    continue  # it may be handed in later
                if changed or row["points"] and grade.manual_score is None:
                    _enter(course, book, path, row)
            book.db.commit()


def _rows(path: Path, encoding: str) -> dict[tuple[str, str], dict[str, str]]:
    """{(question, student): row} of a table, {} if there is none."""
    if not path.exists():
        return {}
    rows = read_table(path, encoding)[0]
    if lost := [name for name in COLUMNS if name not in rows[0]]:
        raise ValueError(f"{path} has lost its column {lost[0]!r}; put it back")
    return {(row["question"], row["student"]): row for row in rows}


def _name(student: str) -> str:
    """A student's folder; a spreadsheet's mark of a text is no part of it."""
    return student.removeprefix("'")


def _enter(course: Course, book: Gradebook, path: Path, row: dict[str, str]) -> None:
    lesson, student, question = path.stem, _name(row["student"]), row["question"]
    grade = book.find_grade(question, lesson, lesson, student)
    points = _points(f"{path}, {student}, {question}", row["points"], grade.max_score)
    now = _digest(code_of(course.out, student, lesson).get(question, ""))
    grade.manual_score = points
    grade.needs_manual_grade = points is None or row["text"] not in ("", now)
    comment = book.find_comment(question, lesson, lesson, student)
    comment.manual_comment = row["comment"] or None


def _points(where: str, text: str, most: float) -> float | None:
    if not text:
        return None
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"{where}: expected points, got {text!r}") from None
    if not 0 <= points <= most:
        raise ValueError(f"{where}: expected 0 to {most:g} points, got {text}")
    return points


def _digest(text: str) -> str:
    """Of an answer's text: whether a mark was given for this one."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def marking_page(
    course: Course, lesson: Lesson, results: list[dict], encoding: str = ""
) -> None:
    """Write a lesson's page and table, where it has questions and answers to them."""
    own = [r for r in results if r["lesson"] == lesson.name and not r["problem"]]
    with course.gradebook() as book:
        answers = {
            name: [a for r in own if (a := _answer(course, book, name, r))]
            for name in lesson.questions
        }
    if any(answers.values()):
        _write(course.out / FOLDER, lesson, answers, encoding)


def _answer(course: Course, book: Gradebook, question: str, result: dict) -> dict:
    """One answer to one question, {} where it is not in the gradebook."""
    lesson, student = result["lesson"], result["student"]
    try:
        grade = book.find_grade(question, lesson, lesson, student)
        comment = book.find_comment(question, lesson, lesson, student).manual_comment
    except MissingEntry:
        return {}
    text = code_of(course.out, student, lesson).get(question, "")
    marked = grade.manual_score is not None
    if grade.needs_manual_grade:
        state = "the text has changed since" if marked else "to mark"
    else:
        state = "marked" if marked else "no answer"
    folder = course.out / FOLDER
    shown = sorted((folder / "figures" / student / lesson).glob("*.png"))
    return {
        "student": student,
        "points": grade.manual_score,
        "of": grade.max_score,
        "comment": comment or "",
        "state": state,
        "text": html.unescape(text),
        "digest": _digest(text),
        "checks": result["checks"],
        "right": sum(check["reason"] == "passed" for check in result["checks"]),
        "figures": [path.relative_to(folder).as_posix() for path in shown],
    }


def _write(
    folder: Path, lesson: Lesson, answers: Mapping[str, list[dict]], encoding: str
) -> None:
    path = folder / f"{lesson.name}.csv"
    rows = {
        (question, tidy(answer["student"])): [
            question, answer["student"], answer["points"], answer["of"],
            answer["comment"], answer["state"], answer["digest"]]
        for question, of_all in answers.items()
        for answer in sorted(of_all, key=lambda a: a["student"])
    }  # fmt: skip
    for key, row in _rows(path, encoding).items():  # of who has handed in nothing yet
        rows.setdefault(key, [row[name] for name in COLUMNS])
    cells = [[tidy(value) for value in row] for row in rows.values()]
    table = pandas.DataFrame(cells, columns=COLUMNS)
    text = "\ufeff" + table.to_csv(index=False).rstrip("\n")  # so Excel reads UTF-8
    write(path.with_name(f".{path.name}"), text)
    write(path, text)
    done = ("marked", "no answer")
    questions = [
        {
            "name": name,
            "of": lesson.points[name],
            "asked": _asked(lesson, name),
            "guide": lesson.answers[name],
            "answers": sorted(of_all, key=lambda a: (a["state"] in done, a["student"])),
            "waiting": sum(answer["state"] not in done for answer in of_all),
        }
        for name, of_all in answers.items()
    ]
    page = Environment(autoescape=True).from_string(PAGE)
    text = page.render(lesson=lesson.name, questions=questions)
    write(folder / f"{lesson.name}.html", visible(text))


def _asked(lesson: Lesson, question: str) -> str:
    """The text above an answer, which asks for it."""
    cells = lesson.released.cells
    place = next(i for i, cell in enumerate(cells) if cell.id == question)
    return cells[place - 1].source
