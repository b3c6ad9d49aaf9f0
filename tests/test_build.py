"""Notebooks are what sources build, hold no answer, and bad sources are refused."""

import json
import os
import re
import subprocess
import symtable
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade, is_grade

from authoring import __main__, build, project, rules, translate
from authoring.mistakes import often_wrong
from authoring.rules import BuildError

ROOT = Path(__file__).resolve().parent.parent
SOURCES = build.sources([])
TELLING = 24  # characters from which on a line says more than `return x`

LESSON = '''\
# %% [markdown]
# # 1 · Twice

# %%
import math

if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")

# %% exercise="twice"
def twice(x: float) -> float:
    """Return 2 x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% check="twice-shown" points=1
assert twice(1) == 2, "twice one is two"

# %% check="twice-hidden" points=1
# Graded on other numbers.
### BEGIN HIDDEN TESTS
assert twice(4) == 8, "twice four is eight"
### END HIDDEN TESTS

# %% alt="A line
# that rises."
figure, ax = plt.subplots()

# %% [markdown] question="why_twice" points=2
# Because one is not enough.
'''


@pytest.fixture
def lesson(tmp_path):
    """Write a lesson's source; returns a function from text to path."""

    def write(text=LESSON):
        source = tmp_path / "solutions" / "01_twice.py"
        source.parent.mkdir(exist_ok=True)
        source.write_text(text)
        return source

    return write


@pytest.fixture(params=SOURCES, ids=lambda source: source.stem)
def notebooks(request):
    """(solution, student) of a lesson, as they lie in the checkout."""
    paths = build.build(request.param)
    return [nbformat.read(path, as_version=4) for path in paths]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_committed_notebooks_are_what_the_source_builds(source):
    for path, text in build.build(source).items():
        assert path.exists() and path.read_text() == text, (
            f"run: python -m authoring {source.stem}"
        )


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_checks_leave_the_lessons_own_names_alone(source):
    """What a cell reads was last set by a cell of the lesson, not by a check."""
    own, taken = set(), {}
    for cell in build.solution_notebook(source).cells:
        if cell.cell_type != "code":
            continue
        made, read = global_names(cell.source)
        if cell.id.endswith(("-shown", "-hidden")):
            taken |= dict.fromkeys(made & own, cell.id)
        else:
            lost = {name: taken[name] for name in (read - made) & taken.keys()}
            assert not lost, f"{cell.id} reads names that checks have set: {lost}"
            own |= made
            taken = {name: check for name, check in taken.items() if name not in made}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_lesson_leaves_what_it_imports_alone(source):
    """`ask = ...` in one cell takes the checks' `ask` from every later one."""
    imported = set()
    for cell in build.solution_notebook(source).cells:
        if cell.cell_type != "code":
            continue
        names = symtable.symtable(cell.source, "cell", "exec").get_symbols()
        lost = {name.get_name() for name in names if name.is_assigned()} & imported
        assert not lost, f"{cell.id} sets what was imported before: {lost}"
        imported |= {name.get_name() for name in names if name.is_imported()}


def global_names(source: str) -> tuple[set[str], set[str]]:
    """The global names that a cell sets, and those that it reads."""
    tables = [symtable.symtable(source, "cell", "exec")]
    made = {
        symbol.get_name()
        for symbol in tables[0].get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    read = set()
    for table in tables:
        outermost = table is tables[0]
        read |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_referenced() and (outermost or symbol.is_global())
        }
        tables += table.get_children()
    return made, read


@pytest.mark.slow
def test_two_builds_are_byte_identical_in_other_processes(lesson):
    code = "import pathlib, sys\nfrom authoring import build\n"
    code += f"for text in build.build(pathlib.Path({str(lesson())!r})).values():\n"
    code += "    sys.stdout.write(text)"
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "12"
    }
    assert texts == {"".join(build.build(lesson()).values()).encode()}


def test_a_students_copy_holds_no_answer(notebooks):
    solution, student = notebooks
    text = "\n".join(cell.source for cell in student.cells)
    assert not [marker for marker in rules.MARKERS if marker in text]
    shown = "\n".join(c.source for c in solution.cells if c.id.endswith("-shown"))
    for cell in solution.cells:
        grader = cell.metadata.get("nbgrader", {"solution": False})
        written = cell.cell_type == "markdown" and grader["solution"]
        secret = (
            cell.source.splitlines() if written else rules.regions(cell, cell.id)[1]
        )
        for line in map(str.strip, secret):
            # A hidden check may share a line with the check that the student sees.
            known = cell.id.endswith("-hidden") and line in shown
            if len(line) >= TELLING and not known:
                assert line not in text, f"{cell.id}: {line!r} is in the student's copy"


FOLDED_ANSWERS = "<details><summary>Answers</summary>"


def test_each_lesson_asks_what_the_last_one_taught_and_answers_what_it_asks(notebooks):
    cells = notebooks[1].cells
    number = re.search(r"\d\d", cells[0].source)[0]
    ends = [c.source for c in cells if "## Three questions to take along" in c.source]
    begins = [c.source for c in cells if c.source.startswith("**From memory**")]
    assert len(ends) == 1 and len(begins) == (number != "01"), number
    for text in ends + begins:
        asked, _, told = text.partition(FOLDED_ANSWERS)
        for part in (asked, told.partition("</details>")[0]):
            assert re.findall(r"^(\d)\. ", part, re.M) == ["1", "2", "3"], text


def test_what_is_easy_to_get_wrong_stands_below_an_exercise():
    mistakes = {
        "titles": {"1": "Stripes", "2": "Columns first", "44": "Another kind"},
        "told": {n: {"symptom": f"Symptom {n}."} for n in ("1", "2", "44")},
        "exercises": {"cut": [["a", {"1": 3, "44": 9}], ["b", {"1": 1, "2": 1}]]},
    }
    told = often_wrong("cut", mistakes)
    assert "- **Stripes.** Symptom 1." in told
    assert "Columns" not in told, "one answer alone"
    assert "Another" not in told, "of all exercises"
    assert often_wrong("paste", mistakes) == ""


def test_notebooks_hold_no_output(notebooks):
    for notebook in notebooks:
        for cell in notebook.cells:
            assert not cell.get("outputs") and cell.get("execution_count") is None


@pytest.mark.slow
def test_a_students_copy_is_what_nbgrader_would_release(lesson, tmp_path):
    solution = build.solution_notebook(lesson())
    folder = tmp_path / "source" / "one"
    folder.mkdir(parents=True)
    nbformat.write(solution, folder / "01_twice.ipynb")
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        f"c.ClearSolutions.code_stub = {{'python': {project.STUB!r}}}\n"
        f"c.ClearSolutions.text_stub = {project.PROMPT!r}\n"
    )
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "one"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(  # nbgrader calls alembic, its neighbour
        command,
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        check=True,
        capture_output=True,
    )
    released = json.loads((tmp_path / "release/one/01_twice.ipynb").read_text())
    ours = json.loads(nbformat.writes(build.student_notebook(solution, "01_twice")))
    assert ours["cells"] == released["cells"]


@pytest.mark.slow
def test_nbgrader_gives_a_right_notebook_every_point(lesson):
    notebook = build.solution_notebook(lesson())
    NotebookClient(notebook, allow_errors=True, timeout=300).execute()
    grades = {c.id: determine_grade(c) for c in notebook.cells if is_grade(c)}
    assert grades.pop("why_twice") == (None, 2)  # for a person to grade
    assert grades == {"twice-shown": (1, 1), "twice-hidden": (1, 1)}


def test_short_forms_become_metadata(lesson):
    cells = {cell.id: cell for cell in build.solution_notebook(lesson()).cells}
    exercise = cells["twice"].metadata.nbgrader
    shown = cells["twice-shown"].metadata.nbgrader
    question = cells["why_twice"].metadata.nbgrader
    assert (exercise.solution, exercise.grade, exercise.locked) == (True, False, False)
    assert (shown.solution, shown.grade, shown.locked) == (False, True, True)
    assert cells["twice-shown"].source.startswith(
        f"# @title Check twice, 1 point\n{build.ASSERTS}\n"
    )
    assert cells["twice-hidden"].source.startswith(
        "# @title Hidden check of twice, 1 point\n"
    )
    for name in ("twice-shown", "twice-hidden"):  # a click shows what it asks
        assert cells[name].metadata.cellView == "form"
        assert cells[name].metadata.jupyter.source_hidden
    assert "jupyter" not in cells["twice"].metadata
    assert (question.solution, question.grade, question.points) == (True, True, 2)
    images = [c.metadata.mystnb.image for c in cells.values() if "mystnb" in c.metadata]
    assert images == [{"alt": "A line that rises."}]


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("# %% exercise", "# %% excercise", "got ['excercise']"),
        ("### BEGIN SOLUTION", "### BEGIN SOLUTON", "got '### BEGIN SOLUTON'"),
        ("### BEGIN SOLUTION", "### Begin solution", "got '### Begin solution'"),
        (
            "### BEGIN HIDDEN TESTS",
            "### BEGIN HIDEN TEST",
            "got '### BEGIN HIDEN TEST'",
        ),
        ("    ### END SOLUTION\n", "", "expected '### END SOLUTION', got the end"),
        ("    ### BEGIN SOLUTION\n", "", "expected a BEGIN first"),
        ("### END HIDDEN TESTS", "### END SOLUTION", "expected ### END HIDDEN TESTS"),
        ("    return 2 * x\n", "", "expected code between BEGIN and END"),
        ("### BEGIN HIDDEN TESTS\n", "### BEGIN HIDDEN TESTS\n" * 2, "pair them"),
        (
            'check="twice-hidden"',
            'check="thrice-hidden"',
            "lacks checks ['twice-hidden']",
        ),
        (
            'check="twice-hidden"',
            'check="twice-secret"',
            "belongs to a check NAME-hidden",
        ),
        (
            'check="twice-shown"',
            'check="twice-hidden"',
            "belongs to a check NAME-hidden",
        ),
        (
            'question="why_twice"',
            'question="twice"',
            "'twice' is taken by 01_twice.py:10",
        ),
        ('-shown" points=1', '-shown"', "points=... belongs to every check"),
        ("def twice", "def double", "expected a def or class twice"),
        ("import math", "%matplotlib inline", "expected plain Python"),
        ("import math", "!pip install torch", "expected plain Python"),
        ("import math", "plt.figure()", "expected alt="),
        (
            "import math",
            "### BEGIN SOLUTION\n### END SOLUTION",
            "belongs to an exercise",
        ),
        ('rises."', "rises.", "expected a cell at every"),
        ("# # 1 · Twice", "# Twice", "expected a markdown title cell first"),
        ('assert twice(1) == 2, "twice one is two"', "twice(1)", "ends on an assert"),
        ("[markdown] question", "question", "got a code cell"),
    ],
)
def test_a_bad_source_is_refused(lesson, old, new, message):
    assert LESSON.count(old) >= 1
    source = lesson(LESSON.replace(old, new, 1))
    with pytest.raises(BuildError, match=re.escape(message)):
        build.build(source)


def test_a_leak_is_refused(lesson, monkeypatch):
    solution = build.solution_notebook(lesson())
    monkeypatch.setattr(build, "PREPROCESSORS", build.PREPROCESSORS[:3])
    with pytest.raises(BuildError, match="twice four is eight"):
        build.student_notebook(solution, "01_twice.py")


def test_check_names_the_file_and_the_command(lesson, monkeypatch, capsys):
    source = lesson()
    monkeypatch.setattr(__main__, "ROOT", source.parent.parent)
    monkeypatch.setattr(build, "sources", lambda names: [source])
    monkeypatch.setattr(translate, "languages", lambda: ())
    monkeypatch.setattr(sys, "argv", ["authoring"])
    __main__.main()
    monkeypatch.setattr(sys, "argv", ["authoring", "--check"])
    __main__.main()
    student = source.parent.parent / "notebooks" / "01_twice.ipynb"
    student.write_text(student.read_text().replace("one is two", "one is three"))
    with pytest.raises(SystemExit, match="notebooks/01_twice.ipynb .*make notebooks"):
        __main__.main()


def test_an_unknown_lesson_is_refused():
    with pytest.raises(BuildError, match="no lesson '99'"):
        build.sources(["99"])


def without_asserts(*words: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"PYTHONOPTIMIZE": "1"}
    command = [sys.executable, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_a_lesson_says_when_asserts_are_off(notebooks, lesson):
    for notebook in notebooks:
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("locked"):
                assert cell.source.split("\n", 1)[1].startswith(build.ASSERTS)
    source = lesson(LESSON.replace("return 2 * x", "return 3 * x"))
    solved, _ = build.build(source).values()
    checks = "\n".join(
        cell.source
        for cell in nbformat.reads(solved, as_version=4).cells
        if "-" in cell.id and cell.cell_type == "code"
    )
    for words in ([str(source)], ["-c", f"def twice(x): pass\n{checks}"]):
        done = without_asserts(*words)
        assert done.returncode and "asserts are off" in done.stderr


def test_a_lesson_that_would_not_say_so_is_refused(lesson):
    with pytest.raises(BuildError, match="first code cell to end in\nif not __debug__"):
        build.build(lesson(LESSON.replace("if not __debug__", "if __debug__")))
