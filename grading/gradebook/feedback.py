"""What a student gets back: a page for each lesson, and one that lists them.

nbgrader makes the pages from its autograded notebooks, which hold the hidden tests.
So the notebook is cut down first: to the graded cells, hidden regions out, and with a
list of what was mended on top.
"""

import hashlib
import html
import re
import shutil
import textwrap
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from traitlets.config import Config

from authoring.lesson import exercise_of

from ..results import write
from .record import Course, run_quietly

HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?(### END HIDDEN TESTS|\Z)", re.S)
WIDE = 96  # letters of a line; longer ones would have to be scrolled
NOT_SHOWN = "# The tests are not shown; what failed is said below."
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{student}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;
padding:0 1rem}}table{{border-collapse:collapse}}td,th{{padding:.3rem .8rem;
text-align:left;border-bottom:1px solid #ccc;vertical-align:top}}</style></head>
<body><main><h1>{student}</h1>
<p>{progress}</p>
<table><tr><th scope="col">Lesson</th><th scope="col">Points of checks</th>
<th scope="col">Exercises and notes</th></tr>
{rows}
</table></main></body></html>"""


class OnlyWhatIsTheirs(NbGraderPreprocessor):
    """Keep the graded cells, without hidden tests; say what was mended."""

    def preprocess(self, nb: NotebookNode, resources: dict):
        title = nb.cells[0].source.splitlines()[0]
        notes = nb.metadata.get("grading", {}).get("repairs", [])
        text = "\n".join([title, *[f"- mended: `{clear(note)}`" for note in notes]])
        nb.cells = [
            nbformat.v4.new_markdown_cell(text, id="notes"),
            *[cell for cell in nb.cells if "nbgrader" in cell.metadata],
        ]
        for cell in nb.cells:
            cell.source = HIDDEN.sub(NOT_SHOWN, cell.source)
            for output in cell.get("outputs", []):
                lines = output.evalue.splitlines()
                output.traceback = [textwrap.fill(line, WIDE) for line in lines]
        return nb, resources


class Feedback(GenerateFeedback):
    """`nbgrader generate_feedback` of the cut-down notebook."""

    preprocessors = [GetGrades, OnlyWhatIsTheirs]


def give_feedback(course: Course, student: str, results: list[dict]) -> None:
    """Write the pages of one student, where they have changed."""
    rows = []
    for result in results:
        lesson = result["lesson"]
        page = course.out / "feedback" / student / lesson / f"{lesson}.html"
        notes = [result["problem"]] * bool(result["problem"]) + result["repairs"]
        link = html.escape(lesson)
        if (course.out / "autograded" / student / lesson).exists():
            _page(course, student, lesson, result["key"], page)
            link = f'<a href="{link}/{link}.html">{link}</a>'
        said = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
        said = exercises(result) + said
        points = f"{result['score']:g} of {result['max_score']:g}"
        rows.append(f"<tr><td>{link}</td><td>{points}</td><td>{said}</td></tr>")
    text = PAGE.format(
        student=html.escape(student),
        progress=progress(results),
        rows="\n".join(rows),
    )
    write(course.out / "feedback" / student / "index.html", text)


def progress(results: list[dict]) -> str:
    """How far the term is, in a sentence."""
    points = sum(result["score"] for result in results)
    most = sum(result["max_score"] for result in results)
    return f"Lessons so far: {len(results)}; {points:g} of {most:g} points of checks."


def exercises(result: dict) -> str:
    """A lesson's exercises by name: right, or what the first check that failed says."""
    found: dict[str, str] = {}
    for check in result["checks"]:
        name, passed = exercise_of(check["name"]), check["reason"] == "passed"
        said = "" if passed else check["message"] or check["reason"]
        found[name] = found.get(name) or said
    if result["problem"] or not found:
        return ""
    items = [
        f"<li>{html.escape(name)}: {'<b>not yet</b>, ' if said else 'right'}"
        f"{html.escape(said)}</li>"
        for name, said in found.items()
    ]
    return f"<ul>{''.join(items)}</ul>"


def _page(course: Course, student: str, lesson: str, key: str, page: Path) -> None:
    """Make a lesson's page, unless it is there for this result and these marks."""
    with course.gradebook() as book:
        sheet = book.find_submission_notebook(lesson, lesson, student)
        marks = [(g.name, g.manual_score, g.extra_credit) for g in sheet.grades]
        comments = [(c.name, c.manual_comment) for c in sheet.comments]
    state = hashlib.sha256(repr([key, sorted(marks), sorted(comments)]).encode())
    mark = page.parent / ".made"
    if (
        page.exists()
        and mark.exists()
        and mark.read_text().strip() == (state.hexdigest())
    ):
        return
    shutil.rmtree(page.parent, ignore_errors=True)
    converter = Feedback(
        coursedir=course.directory(lesson, student),
        config=Config(Feedback={"force": True}, HTMLExporter={"sanitize_html": True}),
    )
    run_quietly(converter)
    (page.parent / "recorded.txt").unlink(missing_ok=True)
    write(mark, state.hexdigest())


def clear(text: str) -> str:
    """A note as it may stand in Markdown code."""
    return text.replace("`", "'").replace("\n", " ")
