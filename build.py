"""Build the notebooks: solutions/NN_name.py -> solutions/*.ipynb, notebooks/*.ipynb.

A lesson is one Python file of cells (`# %%`). Short forms in the cell markers are
expanded to nbgrader's metadata, and nbgrader's own preprocessors make the student's
copy. The same source always gives the same bytes.

    python build.py                 all lessons
    python build.py 01 03           some
    python build.py --check         change nothing; fail if a notebook is out of date
    python build.py --move REPO     for a fork: write its address, then build again

Markers: exercise="NAME", check="NAME-shown" points=1, check="NAME-hidden" points=1,
question="NAME" points=2 (markdown), alt="..." (a cell that draws; the text may go on
in the next comment lines until the closing quote). exercise="NAME" forbid="a b" names
functions that an answer may not use: the check says so, grading refuses them.
"""

import argparse
import ast
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

ROOT = Path(__file__).resolve().parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
REPOSITORY, VERSION = PROJECT["urls"]["Repository"], PROJECT["version"]
BRANCH = "main"
PLAIN = [ROOT / "grading" / "grade_on_colab.py"]  # notebooks that are no lessons
GITHUB = "https://github.com/"  # Colab and Kaggle open notebooks from there

KEYS = {"exercise", "forbid", "check", "question", "points", "alt", "tags"}
MARKERS = [
    "### BEGIN SOLUTION",
    "### END SOLUTION",
    "### BEGIN HIDDEN TESTS",
    "### END HIDDEN TESTS",
]
# A comment that looks like a marker is one, spelt right or not.
MARKER_LIKE = re.compile(r"\s*#(##|.*\b(BEGIN|END)\b)")
DRAWS = re.compile(r"\bplt\.(subplots|figure|imshow|plot|bar|hist)\(")
MAGIC = re.compile(r"\s*(# )?[%!](?!%)\w")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

STUB = '# YOUR CODE HERE\nraise NotImplementedError("your lines go here")'
PROMPT = "*Write your answer here: double-click this text and replace it.*"
NBGRADER = Config(ClearSolutions={"code_stub": {"python": STUB}, "text_stub": PROMPT})
# The order of `nbgrader generate_assignment`, without the steps that need a gradebook.
# Checksums come twice: hidden tests are cleared only after the first.
PREPROCESSORS = [
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
]

COLAB_BADGE = """\
[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]\
(https://colab.research.google.com/github/{page})"""
KAGGLE_BADGE = """\
[![Open in Kaggle](https://kaggle.com/static/images/open-in-kaggle.svg)]\
(https://kaggle.com/kernels/welcome?src=https://github.com/{page})"""
SETUP = """\
# Set-up: run this cell first. On Colab and Kaggle it installs the course.
import importlib
import os
import subprocess
import sys

COURSE = "git+{repository}@v{version}"
if "google.colab" in sys.modules or "KAGGLE_KERNEL_RUN_TYPE" in os.environ:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", COURSE]
    if subprocess.run(pip).returncode != 0:
        raise RuntimeError("The course was not installed; pip says why. Is the network "
                           "on (Kaggle: Settings)? Restart, and run this cell again.")
    importlib.invalidate_caches()
try:
    from helpers.notebook import start
except ModuleNotFoundError as missing:
    raise RuntimeError(f"{{missing}}. Install the course as its README says, "
                       "then choose the kernel of its .venv.") from missing
start()"""


class BuildError(Exception):
    """A lesson's source breaks a rule; the message says where and what to do."""


def read_lesson(source: Path) -> tuple[NotebookNode, list[str]]:
    """Read a py:percent file: the notebook, and each cell's place, FILE:LINE."""
    text = source.read_text(encoding="utf-8")
    text = re.sub(
        r'^# %% .*?alt="[^"]*"', lambda m: m[0].replace("\n# ", " "), text, flags=re.M
    )
    notebook = jupytext.reads(text, fmt="py:percent")
    for cell in notebook.cells:
        cell.metadata.pop("lines_to_next_cell", None)  # jupytext's own note
    lines = source.read_text(encoding="utf-8").splitlines()
    places = [f"{source.name}:{n}" for n, x in enumerate(lines, 1) if x[:4] == "# %%"]
    if len(places) != len(notebook.cells):
        raise BuildError(
            f"{source.name}: expected a cell at every '# %%' ({len(places)}), got "
            f"{len(notebook.cells)}; start the file with one, close every alt text"
        )
    return notebook, places


def regions(cell: NotebookNode, place: str) -> tuple[list[str], list[str]]:
    """Split a cell's lines into (outside, inside) its marked regions."""
    outside, inside, closing = [], [], None
    for line in cell.source.splitlines():
        mark = line.strip()
        if MARKER_LIKE.match(line) and cell.cell_type == "code":
            if mark not in MARKERS:
                raise BuildError(f"{place}: expected one of {MARKERS}, got {mark!r}")
            opens = mark.replace("END", "BEGIN") == mark
            if opens == (closing is not None) or not opens and mark != closing:
                want = closing or "a BEGIN first"
                raise BuildError(f"{place}: expected {want}, got {mark!r}; pair them")
            closing = mark.replace("BEGIN", "END") if opens else None
        else:
            (outside if closing is None else inside).append(line)
    if closing:
        raise BuildError(f"{place}: expected {closing!r}, got the end of the cell")
    return outside, inside


def check_cell(cell: NotebookNode, place: str) -> None:
    """Refuse a cell that breaks a rule of the source."""

    def refuse(message: str):
        raise BuildError(f"{place}: {message}")

    meta, source = cell.metadata, cell.source
    unknown = set(meta) - KEYS
    if unknown:
        refuse(f"expected only {sorted(KEYS)}, got {sorted(unknown)}; mend it")
    if ("check" in meta or "question" in meta) != ("points" in meta):
        refuse("points=... belongs to every check and question, and to nothing else")
    if "forbid" in meta and "exercise" not in meta:
        refuse("forbid=... belongs to an exercise")
    if ("question" in meta) > (cell.cell_type == "markdown"):
        refuse("expected # %% [markdown] question=..., got a code cell")
    has_solution = MARKERS[0] in source
    has_hidden = MARKERS[2] in source
    _, inside = regions(cell, place)
    if has_solution != ("exercise" in meta):
        refuse("a solution region belongs to an exercise cell, and to no other")
    if has_hidden != meta.get("check", "").endswith("-hidden"):
        refuse("a hidden region belongs to a check NAME-hidden, and to no other")
    if (has_solution or has_hidden) and not "".join(inside).strip():
        refuse("expected code between BEGIN and END, got nothing")
    if cell.cell_type != "code":
        return
    if any(MAGIC.match(line) for line in source.splitlines()):
        refuse("expected plain Python, got a % or ! line; a lesson runs as a script")
    if DRAWS.search(source) and not meta.get("alt"):
        refuse('expected alt="what the figure shows" on a cell that draws')
    body = ast.parse(source).body
    used = set(re.findall(r"\w+", "\n".join(inside)))
    if used & set(meta.get("forbid", "").split()):
        refuse(f"the solution itself uses what it forbids: {meta['forbid']}")
    if "exercise" in meta and meta["exercise"] not in [
        getattr(node, "name", None) for node in body
    ]:
        refuse(f"expected a def or class {meta['exercise']}, as the exercise is named")
    if "check" in meta and isinstance(body[-1], ast.Expr):
        refuse("a check ends on an assert: nbgrader takes a last value for the grade")


def check_pairs(notebook: NotebookNode, places: list[str]) -> None:
    """Refuse duplicate names, checks without exercise, exercises without checks."""
    seen = {}
    for cell, place in zip(notebook.cells, places, strict=True):
        meta = cell.metadata
        name = meta.get("exercise") or meta.get("check") or meta.get("question")
        if name in seen:
            raise BuildError(f"{place}: {name!r} is taken by {seen[name]}; rename it")
        if "check" in meta:
            exercise, _, kind = name.rpartition("-")
            if kind not in ("shown", "hidden") or exercise not in seen:
                raise BuildError(
                    f"{place}: expected EXERCISE-shown or EXERCISE-hidden after its "
                    f"exercise, got {name!r}"
                )
        if name:
            seen[name] = place
        if meta.get("exercise"):
            wanted = {f"{name}-shown", f"{name}-hidden"}
            missing = wanted - {c.metadata.get("check") for c in notebook.cells}
            if missing:
                raise BuildError(
                    f"{place}: {name} lacks checks {sorted(missing)}; add them"
                )


def expand(cell: NotebookNode, position: int, forbidden: dict[str, str]) -> None:
    """Turn the short forms into nbgrader's and myst-nb's metadata; set the id."""
    meta = cell.metadata
    name = meta.get("exercise") or meta.get("check") or meta.get("question")
    cell.id = name or f"cell-{position:02d}"
    full = {key: meta[key] for key in ["tags"] if key in meta}
    if meta.get("forbid"):
        full["forbid"] = meta["forbid"].split()
    if meta.get("alt"):
        full["mystnb"] = {"image": {"alt": meta["alt"]}}
    if name:
        full["nbgrader"] = {
            "schema_version": 3,
            "grade_id": name,
            "grade": "points" in meta,
            "solution": "check" not in meta,
            "locked": "check" in meta,
            "task": False,
        }
        if "points" in meta:
            full["nbgrader"]["points"] = meta["points"]
    if "check" in meta:
        exercise, _, kind = name.rpartition("-")
        points = f"{meta['points']} point{'s' * (meta['points'] != 1)}"
        title = "Check" if kind == "shown" else "Hidden check of"
        without = forbidden.get(exercise, "").split()
        note = f" To be written without: {', '.join(without)}." * bool(without)
        cell.source = f"# {title} {exercise}, {points}.{note}\n{cell.source}"
    cell.metadata = nbformat.from_dict(full)


def badges(name: str) -> str:
    """Markdown, two lines: open a lesson's notebook on Colab, and on Kaggle."""
    path = f"notebooks/{name}.ipynb"
    return f"{colab_badge(path)}\n{KAGGLE_BADGE.format(page=page(path))}"


def colab_badge(path: Path | str) -> str:
    return COLAB_BADGE.format(page=page(path))


def page(path: Path | str) -> str:
    """A file's page on GitHub, from the owner's name on."""
    return f"{REPOSITORY.removeprefix(GITHUB)}/blob/{BRANCH}/{path}"


def move(repository: str, folder: Path = ROOT) -> None:
    """Write a fork's address where ours stands: pyproject.toml, README.md's badges."""
    if not re.fullmatch(GITHUB + r"[\w.-]+/[\w.-]+", repository):
        raise BuildError(f"expected {GITHUB}OWNER/NAME, got {repository!r}")
    old, new = (address.removeprefix(GITHUB) for address in (REPOSITORY, repository))
    for path in (folder / "pyproject.toml", folder / "README.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")


def solution_notebook(source: Path) -> NotebookNode:
    """Return the instructor's notebook of a lesson, checked, without outputs."""
    notebook, places = read_lesson(source)
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        raise BuildError(f"{source.name}: expected a markdown title cell first")
    for cell, place in zip(notebook.cells, places, strict=True):
        check_cell(cell, place)
    check_pairs(notebook, places)
    forbidden = {
        cell.metadata.exercise: cell.metadata.forbid
        for cell in notebook.cells
        if "forbid" in cell.metadata
    }
    for position, cell in enumerate(notebook.cells):
        expand(cell, position, forbidden)
    setup = SETUP.format(repository=REPOSITORY, version=VERSION)
    notebook.cells[1:1] = [
        nbformat.v4.new_markdown_cell(badges(source.stem), id="badge"),
        nbformat.v4.new_code_cell(setup, id="setup"),
    ]
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    nbformat.validate(notebook)
    return notebook


def student_notebook(solution: NotebookNode, name: str) -> NotebookNode:
    """Return the student's copy of an instructor's notebook, made by nbgrader."""
    notebook = nbformat.from_dict(solution)
    resources = {}
    for preprocessor in PREPROCESSORS:
        step = preprocessor(config=NBGRADER)
        notebook, resources = step.preprocess(notebook, resources)
    left = student_lines(notebook) - released_lines(solution)
    if left or any(cell.get("outputs") for cell in notebook.cells):
        raise BuildError(f"{name}: the student's copy would hold {sorted(left)}")
    return notebook


def student_lines(notebook: NotebookNode) -> Counter:
    """Count the lines of all cells."""
    return Counter(x.strip() for c in notebook.cells for x in c.source.splitlines())


def released_lines(solution: NotebookNode) -> Counter:
    """Count the lines that a student may see: those outside regions, and the stubs."""
    lines = Counter()
    for cell in solution.cells:
        grader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and grader.get("solution"):
            lines[PROMPT] += 1
            continue
        lines.update(line.strip() for line in regions(cell, cell.id)[0])
        stubs = cell.source.count(MARKERS[0])
        lines.update(STUB.splitlines() * stubs)
    return lines


def build(source: Path) -> dict[Path, str]:
    """Return the two notebooks of a lesson as {path: text}."""
    solution = solution_notebook(source)
    student = student_notebook(solution, source.name)
    folder = source.parent.parent / "notebooks"
    return {
        source.with_suffix(".ipynb"): nbformat.writes(solution) + "\n",
        folder / f"{source.stem}.ipynb": nbformat.writes(student) + "\n",
    }


def build_plain(source: Path) -> dict[Path, str]:
    """Return a notebook that is no lesson as {path: text}: cells, and where we live."""
    text = source.read_text(encoding="utf-8")
    text = text.replace("$repository", REPOSITORY).replace("$version", VERSION)
    notebook = jupytext.reads(text, fmt="py:percent")
    for position, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = nbformat.from_dict({}), f"cell-{position:02d}"
    path = source.relative_to(source.parent.parent).with_suffix(".ipynb")
    badge = nbformat.v4.new_markdown_cell(colab_badge(path), id="badge")
    notebook.cells.insert(1, badge)
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return {source.with_suffix(".ipynb"): nbformat.writes(notebook) + "\n"}


def lessons(names: list[str], folder: Path = ROOT / "solutions") -> list[Path]:
    """Return the sources whose file names start with one of `names` (all if none)."""
    sources = sorted(folder.glob("[0-9][0-9]_*.py"))
    names = [Path(name).stem for name in names] or [""]
    for name in names:
        if not any(source.stem.startswith(name) for source in sources):
            known = ", ".join(source.stem for source in sources)
            raise BuildError(f"no lesson {name!r} in {folder}; there are: {known}")
    return [s for s in sources if s.stem.startswith(tuple(names))]


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the notebooks of the lessons.")
    parser.add_argument("lessons", nargs="*", help="01, 03_captions_and_tokens, ...")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--move", metavar="REPO", help="a fork's address")
    arguments = parser.parse_args()
    try:
        if arguments.move:
            return move(arguments.move.removesuffix("/"))
        texts = {}
        for source in lessons(arguments.lessons):
            texts |= build(source)
        for source in PLAIN if not arguments.lessons else []:
            texts |= build_plain(source)
        for path, text in texts.items():
            current = path.exists() and path.read_text(encoding="utf-8") == text
            if arguments.check and not current:
                raise BuildError(
                    f"{path.relative_to(ROOT)} is not what {path.stem}.py builds; "
                    "run: make notebooks"
                )
            if not current:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
                print(f"wrote {path.relative_to(ROOT)}")
    except BuildError as error:
        sys.exit(f"build.py: {error}")


if __name__ == "__main__":
    main()
