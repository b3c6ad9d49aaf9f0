"""Enter results into nbgrader's gradebook: one writer, nbgrader's own converters.

OUT is an nbgrader course: source/, submitted/, autograded/, gradebook.db. The usual
`nbgrader autograde` would run each notebook; here the step that executes is replaced
by one that lays down the results of box and judge as the checks' outputs. Scores, late
penalties, the formgrader and marks given by hand are nbgrader's as ever.
"""

import hashlib
import json
import logging
import os
import re
import shutil
import sys
import warnings
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets.config import Config

from authoring.lesson import Lesson
from authoring.project import PROMPT, ROOT, STUB

from ..intake.submissions import Submission
from ..results import FOLDER, path_of, write

TEX = (  # commands that make links, take HTML, or name other commands
    "href|url|require|html\\w*|class|style|cssId|data|unicode|includegraphics|action|"
    "toggle|texttip|mathtip|Tooltip|mmlToken|[gex]?def|let|csname|(re)?newcommand|"
    "(re)?newenvironment"
)
ACTIVE = {  # what would become a tag or a link, which may hold a script
    re.compile("&(?=#|bsol)"): "&amp;",  # it may stand for any of what follows
    re.compile(r"<(?=[A-Za-z/!?])"): "&lt;",
    re.compile(r"\](?=[(:])"): "] ",
    re.compile(rf"\\+(?=({TEX})(?![A-Za-z]))"): "",
    re.compile(r"(`{3,}|~{3,})\s*(?=mermaid)", re.I): r"\1 text ",
}
MARK = "recorded.txt"  # beside a graded notebook: which result the gradebook has


class LayDownResults(NbGraderPreprocessor):
    """In the place of `Execute`: a failed check gets its message as an error output."""

    def preprocess(self, nb: NotebookNode, resources: dict):
        who = resources["nbgrader"]
        root = Path(resources["metadata"]["path"]).parents[2]
        path = root / FOLDER / who["student"] / f"{who['assignment']}.json"
        result = json.loads(path.read_text(encoding="utf-8"))
        checks = {check["name"]: check for check in result["checks"]}
        for cell in nb.cells:
            check = checks.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
            if check:
                cell.outputs = outputs(check)
        return nb, resources


def outputs(check: dict) -> list[NotebookNode]:
    """The outputs of a check's cell: none if it has passed, else why not."""
    if check["reason"] == "passed":
        return []
    said = check["message"] or check["reason"]
    return [
        nbformat.v4.new_output(
            "error", ename=check["reason"], evalue=said, traceback=[said]
        )
    ]


class Record(Autograde):
    """`nbgrader autograde` with results that are there already."""

    autograde_preprocessors = [
        LayDownResults,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]


class Course:
    """The nbgrader course in OUT."""

    def __init__(self, out: Path):
        self.out = out.resolve()
        self.database = self.out / "gradebook.db"
        if not self.database.exists():  # made whole, under another name first
            self.out.mkdir(parents=True, exist_ok=True)
            new = self.out / ".gradebook.db"
            new.unlink(missing_ok=True)
            programs = os.path.dirname(sys.executable)  # nbgrader calls alembic's
            os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
            Gradebook(f"sqlite:///{new}").close()
            os.replace(new, self.database)

    def directory(self, lesson: str = "*", student: str = "*") -> CourseDirectory:
        return CourseDirectory(
            root=str(self.out),
            db_url=f"sqlite:///{self.database}",
            assignment_id=lesson,
            student_id=student,
        )

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.database}")

    def release(self, lesson: Lesson) -> None:
        """Enter a lesson's cells into the gradebook, unless it has them."""
        folder = self.out / "source" / lesson.name
        mark = folder.with_name(f"{lesson.name}.released")
        if mark.exists() and mark.read_text().strip() == lesson.digest:
            return
        folder.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.read(
            ROOT / "solutions" / f"{lesson.name}.ipynb", as_version=4
        )
        for cell in notebook.cells:
            if cell.id in lesson.points:  # the course's own, perhaps
                cell.metadata.nbgrader.points = lesson.points[cell.id]
        nbformat.write(notebook, folder / f"{lesson.name}.ipynb")
        mark.unlink(missing_ok=True)
        stubs = {"code_stub": {"python": STUB}, "text_stub": PROMPT}
        converter = GenerateAssignment(
            coursedir=self.directory(lesson.name, "."),
            config=Config(ClearSolutions=stubs, GenerateAssignment={"force": True}),
        )
        run_quietly(converter)
        shutil.rmtree(self.out / "release", ignore_errors=True)  # notebooks/ has it
        write(mark, lesson.digest)

    def record(self, submission: Submission) -> bool:
        """Enter one result; say whether there was anything to enter."""
        lesson, student = submission.work.lesson, submission.file.student
        if lesson is None:
            return False
        mark = self.out / "autograded" / student / lesson.name / MARK
        result = path_of(submission, self.out).read_bytes()
        state = hashlib.sha256(result).hexdigest()
        if mark.exists() and mark.read_text().strip() == state:
            return False
        folder = self.out / "submitted" / student / lesson.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        nbformat.write(rebuilt(submission), folder / f"{lesson.name}.ipynb")
        if submission.file.timestamp:
            (folder / "timestamp.txt").write_text(submission.file.timestamp + "\n")
        before = self.written(student, lesson)
        shutil.rmtree(mark.parent, ignore_errors=True)
        converter = Record(
            coursedir=self.directory(lesson.name, student),
            config=Config(Record={"force": True}),
        )
        run_quietly(converter)
        self.keep_marks(student, lesson, before)
        write(mark, state)
        return True

    def written(self, student: str, lesson: Lesson) -> dict[str, tuple]:
        """{question: (text's checksum, needs marking)} of what was marked by hand."""
        found = {}
        path = self.out / "autograded" / student / lesson.name / f"{lesson.name}.ipynb"
        if path.exists():
            cells = nbformat.read(path, as_version=4).cells
            texts = {c.metadata.get("nbgrader", {}).get("grade_id"): c for c in cells}
            with self.gradebook() as book:
                for name in lesson.questions:
                    try:
                        grade = book.find_grade(name, lesson.name, lesson.name, student)
                    except MissingEntry:
                        continue
                    if name in texts and grade.manual_score is not None:
                        found[name] = texts[name].source, grade.needs_manual_grade
        return found

    def keep_marks(self, student: str, lesson: Lesson, before: dict) -> None:
        """A mark stays settled if the text that it was given for is the same."""
        after = self.written(student, lesson)
        with self.gradebook() as book:
            for name, (text, needed) in before.items():
                if name in after and after[name][0] == text and not needed:
                    grade = book.find_grade(name, lesson.name, lesson.name, student)
                    grade.needs_manual_grade = False
            book.db.commit()


def run_quietly(converter) -> None:
    """Run one of nbgrader's converters; it raises what has gone wrong."""
    converter.log = logging.getLogger("grading.nbgrader")
    converter.log.setLevel(logging.CRITICAL)
    logging.getLogger("tornado.application").setLevel(logging.CRITICAL)  # its database
    with warnings.catch_warnings(action="ignore"):  # of SQLAlchemy, at nbgrader
        converter.start()


def rebuilt(submission: Submission) -> NotebookNode:
    """The released notebook with the student's answers, as nbgrader expects it.

    It knows a question without an answer by the English prompt that it has released.
    Text that is read in a browser is freed from tags and links: the formgrader shows
    it to someone who may change grades.
    """
    work = submission.work
    assert work.lesson, "what is no lesson is not recorded"
    notebook = nbformat.from_dict(work.lesson.released)
    asked = [cell for cell in notebook.cells if cell.id in work.lesson.questions]
    blank = {cell.id: cell.source.strip() for cell in asked}
    for cell in notebook.cells:
        if cell.id in work.answers:
            cell.source = work.answers[cell.id]
            if cell.cell_type == "markdown":
                for pattern, harmless in ACTIVE.items():
                    cell.source = pattern.sub(harmless, cell.source)
        if cell.source.strip() == blank.get(cell.id):
            cell.source = PROMPT
    return notebook


def code_of(out: Path, student: str, lesson: str) -> dict[str, str]:
    """The cells that a student handed in, {id: source}, as they were recorded."""
    path = out / "submitted" / student / lesson / f"{lesson}.ipynb"
    if not path.exists():
        return {}
    cells = nbformat.read(path, as_version=4).cells
    return {cell.id: cell.source for cell in cells if cell.source}
