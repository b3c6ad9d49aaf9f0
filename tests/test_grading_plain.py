"""What plain `nbgrader autograde` gives to ten of the hostile answers.

The same exercise and checks, the way nbgrader runs them: in the student's own kernel.
The heads of the files in tests/hostile hold what it was seen to give (of 2 points).
"""

import re
import warnings
from pathlib import Path

import nbformat
import pytest
from grading_tools import lesson
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grading.gradebook.record import Course

pytestmark = pytest.mark.slow

PLAIN = re.compile(r"^# plain: (\d)$", re.M)
FILES = {
    file.stem: file
    for file in sorted((Path(__file__).parent / "hostile").glob("*.py"))
    if PLAIN.search(file.read_text())
}
IMPORTS = lesson("03").imports


def small(exercise: str, hidden: bool) -> nbformat.NotebookNode:
    """A notebook of one exercise and its two checks."""
    of = lesson("03")
    cells = [nbformat.v4.new_code_cell(IMPORTS, id="imports")]
    wanted = ["tokenize", "tokenize-shown", "tokenize-hidden"]
    for cell in of.released.cells:
        if cell.id in wanted:
            copy = nbformat.from_dict(cell)
            copy.source = of.checks.get(cell.id, exercise) if hidden else cell.source
            copy.source = exercise if cell.id == "tokenize" else copy.source
            cells.append(copy)
    return nbformat.v4.new_notebook(cells=cells, metadata=of.released.metadata)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Grade all as nbgrader does: {name: points of tokenize}."""
    course = Course(tmp_path_factory.mktemp("plain"))
    honest = {"honest": lesson("03").solved["tokenize"]}
    answers = honest | {name: file.read_text() for name, file in FILES.items()}
    source = course.out / "source" / "words"
    source.mkdir(parents=True)
    nbformat.write(small(honest["honest"], hidden=True), source / "words.ipynb")
    for student, answer in answers.items():
        folder = course.out / "submitted" / student / "words"
        folder.mkdir(parents=True)
        nbformat.write(small(answer, hidden=False), folder / "words.ipynb")
    with warnings.catch_warnings(action="ignore"):  # of libraries, at each other
        for kind, student in ((GenerateAssignment, "."), (Autograde, "*")):
            directory = CourseDirectory(
                root=str(course.out),
                db_url=f"sqlite:///{course.database}",
                assignment_id="words",
                student_id=student,
            )
            kind(coursedir=directory, config=Config()).start()
    scores = {}
    with course.gradebook() as book:
        for student in answers:
            sheet = book.find_submission_notebook("words", "words", student)
            scores[student] = sheet.score
    return scores


def test_ten_answers_are_compared():
    assert len(FILES) >= 10


def test_an_honest_answer_gets_its_points(plain):
    assert plain["honest"] == 2


@pytest.mark.parametrize("name", FILES)
def test_points_under_plain_nbgrader(plain, name):
    seen = int(PLAIN.search(FILES[name].read_text())[1])
    assert plain[name] == seen, f"{name}: nbgrader gave {plain[name]}"
