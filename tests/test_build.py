"""Notebooks are what sources build, hold no answer, and bad sources are refused."""

import json
import os
import re
import subprocess
import symtable
import sys
import types
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade, is_grade

import build
from build import BuildError

ROOT = Path(__file__).resolve().parent.parent
SOURCES = build.lessons([])
TELLING = 24  # characters from which on a line says more than `return x`

LESSON = '''\
# %% [markdown]
# # 1 · Twice

# %%
import math

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
            f"run: python build.py {source}"
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


def test_two_builds_are_byte_identical_in_other_processes(lesson):
    code = "import build, pathlib, sys\nfor text in build.build(pathlib.Path("
    code += f"{str(lesson())!r})).values(): sys.stdout.write(text)"
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
    assert not [marker for marker in build.MARKERS if marker in text]
    shown = "\n".join(c.source for c in solution.cells if c.id.endswith("-shown"))
    for cell in solution.cells:
        grader = cell.metadata.get("nbgrader", {"solution": False})
        written = cell.cell_type == "markdown" and grader["solution"]
        secret = (
            cell.source.splitlines() if written else build.regions(cell, cell.id)[1]
        )
        for line in map(str.strip, secret):
            # A hidden check may share a line with the check that the student sees.
            known = cell.id.endswith("-hidden") and line in shown
            if len(line) >= TELLING and not known:
                assert line not in text, f"{cell.id}: {line!r} is in the student's copy"


def test_notebooks_hold_no_output(notebooks):
    for notebook in notebooks:
        for cell in notebook.cells:
            assert not cell.get("outputs") and cell.get("execution_count") is None


def test_a_students_copy_is_what_nbgrader_would_release(lesson, tmp_path):
    solution = build.solution_notebook(lesson())
    folder = tmp_path / "source" / "one"
    folder.mkdir(parents=True)
    nbformat.write(solution, folder / "01_twice.ipynb")
    (tmp_path / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.ClearSolutions.code_stub = {{'python': {build.STUB!r}}}\n"
        f"c.ClearSolutions.text_stub = {build.PROMPT!r}\n"
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
    assert cells["twice-shown"].source.startswith("# Check twice, 1 point.\n")
    assert cells["twice-hidden"].source.startswith(
        "# Hidden check of twice, 1 point.\n"
    )
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
            "'twice' is taken by 01_twice.py:7",
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
    monkeypatch.setattr(build, "ROOT", source.parent.parent)
    monkeypatch.setattr(build, "lessons", lambda names: [source])
    monkeypatch.setattr(sys, "argv", ["build.py"])
    build.main()
    monkeypatch.setattr(sys, "argv", ["build.py", "--check"])
    build.main()
    student = source.parent.parent / "notebooks" / "01_twice.ipynb"
    student.write_text(student.read_text().replace("one is two", "one is three"))
    with pytest.raises(SystemExit, match="notebooks/01_twice.ipynb .*make notebooks"):
        build.main()


def test_an_unknown_lesson_is_refused():
    with pytest.raises(BuildError, match="no lesson '99'"):
        build.lessons(["99"])


def setup_cells() -> list:
    notebooks = map(build.solution_notebook, SOURCES)
    return [cell for book in notebooks for cell in book.cells if cell.id == "setup"]


def setup_cell() -> str:
    return setup_cells()[0].source


@pytest.fixture
def started(monkeypatch):
    """How often the set-up cell began the lesson."""
    starts = []
    monkeypatch.setattr("helpers.notebook.start", lambda: starts.append(1))
    return starts


def test_set_up_installs_nothing_outside_colab(monkeypatch, started):
    monkeypatch.setattr(subprocess, "run", lambda command: pytest.fail(str(command)))
    exec(setup_cell(), {})
    assert len(started) == 1


@pytest.mark.parametrize("host", ["colab", "kaggle"])
@pytest.mark.parametrize("status", [0, 1])
def test_set_up_installs_the_course_where_a_host_runs_it(
    monkeypatch, started, host, status
):
    commands = []
    if host == "kaggle":
        monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    else:
        module = types.ModuleType("google.colab")
        monkeypatch.setitem(sys.modules, "google.colab", module)
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda command: (
            commands.append(command) or subprocess.CompletedProcess(command, status)
        ),
    )
    if status:
        with pytest.raises(
            RuntimeError, match="was not installed; pip says why.*network"
        ):
            exec(setup_cell(), {})
    else:
        exec(setup_cell(), {})
    assert len(started) == 1 - status
    assert commands[0][3:6] == ["install", "--quiet", "--no-deps"]
    assert commands[0][6].endswith(f"@v{build.PROJECT['version']}")


def test_set_up_is_the_same_in_all_lessons():
    assert {cell.source for cell in setup_cells()} == {setup_cell()}
    assert len(setup_cell().splitlines()) <= 20


def test_set_up_says_what_to_do_without_the_course(monkeypatch):
    monkeypatch.setitem(sys.modules, "helpers.notebook", None)
    with pytest.raises(RuntimeError, match="helpers.notebook.*as its README says"):
        exec(setup_cell(), {})


def test_what_an_exercise_forbids_is_told_by_its_checks(lesson):
    marked = LESSON.replace('exercise="twice"', 'exercise="twice" forbid="sum prod"')
    student = nbformat.reads(list(build.build(lesson(marked)).values())[1], 4)
    cells = {cell.id: cell for cell in student.cells}
    assert cells["twice"].metadata["forbid"] == ["sum", "prod"]
    first = cells["twice-shown"].source.splitlines()[0]
    assert first == "# Check twice, 1 point. To be written without: sum, prod."


def test_a_solution_that_uses_what_it_forbids_is_refused(lesson):
    marked = LESSON.replace('exercise="twice"', 'exercise="twice" forbid="x"')
    with pytest.raises(BuildError, match="uses what it forbids"):
        build.build(lesson(marked))


OURS = build.REPOSITORY.removeprefix("https://github.com/")
PAGE = f"{OURS}/blob/main/notebooks/01_twice.ipynb"


def test_badges_open_the_notebook_on_colab_and_on_kaggle(lesson):
    cell = build.solution_notebook(lesson()).cells[1]
    assert cell.source == build.badges("01_twice")
    colab, kaggle = re.findall(r"\]\((https://[^)]*)\)$", cell.source, re.M)
    assert colab == f"https://colab.research.google.com/github/{PAGE}"
    assert kaggle == f"https://kaggle.com/kernels/welcome?src=https://github.com/{PAGE}"


def test_readme_has_every_lessons_badges():
    readme = (ROOT / "README.md").read_text()
    for source in SOURCES:
        for badge in build.badges(source.stem).splitlines():
            assert badge in readme, f"README.md lacks {badge}"


def test_a_fork_moves_the_address_and_the_badges(tmp_path):
    badge = build.badges("01_twice")
    (tmp_path / "README.md").write_text(badge)
    (tmp_path / "pyproject.toml").write_text(f'Repository = "{build.REPOSITORY}"\n')
    build.move("https://github.com/me/a.fork", tmp_path)
    moved = badge.replace(OURS, "me/a.fork")
    assert (tmp_path / "README.md").read_text() == moved != badge
    address = 'Repository = "https://github.com/me/a.fork"\n'
    assert (tmp_path / "pyproject.toml").read_text() == address


@pytest.mark.parametrize("address", ["github.com/me/x", "https://github.com/me"])
def test_an_address_that_no_badge_can_open_is_refused(tmp_path, address):
    with pytest.raises(BuildError, match="expected https://github.com/OWNER/NAME, got"):
        build.move(address, tmp_path)
