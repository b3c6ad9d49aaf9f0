"""From a lesson's source to its two notebooks, the instructor's and the student's.

A lesson is one Python file of cells (`# %%`). Short forms in the cell markers are
expanded to nbgrader's metadata, and nbgrader's own preprocessors make the student's
copy. The same source always gives the same bytes.

Markers: exercise="NAME", check="NAME-shown" points=1, check="NAME-hidden" points=1,
question="NAME" points=2 (markdown), alt="..." (a cell that draws; the text may go on
in the next comment lines until the closing quote).
"""

import re
from collections import Counter
from pathlib import Path
from typing import Any

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

from .mistakes import known_mistakes, often_wrong
from .project import ADDRESS, GRADER_SHA256, PROMPT, ROOT, STUB, badges
from .rules import MARKERS, BuildError, check_cell, check_pairs, regions
from .set_up import FOLDED, GRADER, lesson_set_up, set_up, way_in

PLAIN = [ROOT / "grading" / "grade_on_colab.py"]  # notebooks that are no lessons
# In the source of such a notebook; in its place comes what it imports
FIND = "from authoring.cell_find import course_files"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
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

EXERCISE = re.compile(r"^\*\*Exercise\*\* `(\w+)`", re.M)  # its markdown names it
ASSERTS = """\
if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")"""


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


def move_guard(notebook: NotebookNode, name: str) -> None:
    """Take ASSERTS out of the imports' cell: in a notebook each check begins with it.

    A script stops there when asserts are off; in a notebook cells are run one by one.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any("check" in cell.metadata for cell in code):
        if not code[0].source.endswith(ASSERTS):
            raise BuildError(
                f"{name}: expected its first code cell to end in\n{ASSERTS}"
            )
        code[0].source = code[0].source.removesuffix(ASSERTS).rstrip()


def expand(cell: NotebookNode, position: int) -> None:
    """Turn the short forms into nbgrader's and myst-nb's metadata; set the id."""
    meta = cell.metadata
    name = meta.get("exercise") or meta.get("check") or meta.get("question")
    cell.id = name or f"cell-{position:02d}"
    full = {key: meta[key] for key in ["tags"] if key in meta}
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
        cell.source = f"# @title {title} {exercise}, {points}\n{ASSERTS}\n{cell.source}"
        full |= FOLDED
    cell.metadata = nbformat.from_dict(full)


def tell_mistakes(cell: NotebookNode) -> None:
    """Below an exercise's hint, folded: what is easy to get wrong there."""
    named = EXERCISE.search(cell.source) if cell.cell_type == "markdown" else None
    if named and (often := often_wrong(named[1], known_mistakes())):
        cell.source += f"\n\n{often}"


def solution_notebook(source: Path) -> NotebookNode:
    """Return the instructor's notebook of a lesson, checked, without outputs."""
    notebook, places = read_lesson(source)
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        raise BuildError(f"{source.name}: expected a markdown title cell first")
    for cell, place in zip(notebook.cells, places, strict=True):
        check_cell(cell, place)
    check_pairs(notebook, places)
    move_guard(notebook, source.name)
    for position, cell in enumerate(notebook.cells):
        expand(cell, position)
        tell_mistakes(cell)
    opened = way_in(f"notebooks/{source.stem}.ipynb")
    notebook.cells[1:1] = [
        nbformat.v4.new_markdown_cell(opened, id="badge"),
        nbformat.v4.new_code_cell(lesson_set_up(), id="setup", metadata=FOLDED),
    ]
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    nbformat.validate(notebook)
    return notebook


def student_notebook(
    solution: NotebookNode, name: str, stub: str = STUB, prompt: str = PROMPT
) -> NotebookNode:
    """Return the student's copy of an instructor's notebook, made by nbgrader.

    Args:
        stub, prompt: what stands in the place of code, and of an answer in words.
    """
    notebook = nbformat.from_dict(solution)
    blanks = {"code_stub": {"python": stub}, "text_stub": prompt}
    resources: dict[str, Any] = {}
    for preprocessor in PREPROCESSORS:
        step = preprocessor(config=Config(ClearSolutions=blanks))
        notebook, resources = step.preprocess(notebook, resources)
    left = student_lines(notebook) - released_lines(solution, stub, prompt)
    if left or any(cell.get("outputs") for cell in notebook.cells):
        raise BuildError(f"{name}: the student's copy would hold {sorted(left)}")
    return notebook


def student_lines(notebook: NotebookNode) -> Counter:
    """Count the lines of all cells."""
    return Counter(x.strip() for c in notebook.cells for x in c.source.splitlines())


def released_lines(solution: NotebookNode, stub: str, prompt: str) -> Counter:
    """Count the lines that a student may see: those outside regions, and the stubs."""
    lines: Counter[str] = Counter()
    for cell in solution.cells:
        grader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and grader.get("solution"):
            lines[prompt] += 1
            continue
        lines.update(line.strip() for line in regions(cell, cell.id)[0])
        stubs = cell.source.count(MARKERS[0])
        lines.update(stub.splitlines() * stubs)
    return lines


def build(source: Path) -> dict[Path, str]:
    """Return the two notebooks of a lesson as {path: text}."""
    return both(solution_notebook(source), source)


def both(
    solution: NotebookNode, source: Path, language: str = "", **blanks: str
) -> dict[Path, str]:
    """Return an instructor's notebook and the student's copy of it as {path: text}.

    Args:
        language: the folder that they lie in.
        blanks: see `student_notebook`.
    """
    student = student_notebook(solution, source.name, **blanks)
    file = Path(language) / f"{source.stem}.ipynb"
    return {
        source.parent / file: nbformat.writes(solution) + "\n",
        source.parent.parent / "notebooks" / file: nbformat.writes(student) + "\n",
    }


def build_plain(source: Path, **values: Any) -> dict[Path, str]:
    """Return a notebook that is no lesson as {path: text}.

    Args:
        source: its cells; in one stands FIND, for the first part of a set-up cell.
        values: of `set_up`, in place of what the project knows.
    """
    values = {"file": GRADER, "sha256": GRADER_SHA256, "build": ""} | values
    text = source.read_text(encoding="utf-8")
    if text.count(FIND) != 1:
        raise BuildError(f"{source.name}: expected {FIND!r} once, got another number")
    notebook = jupytext.reads(text, fmt="py:percent")
    for position, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = nbformat.from_dict({}), f"cell-{position:02d}"
        if FIND in cell.source:
            cell.source = cell.source.replace(FIND, set_up(("find",), **values))
            cell.metadata = nbformat.from_dict(FOLDED)
    path = source.relative_to(source.parent.parent).with_suffix(".ipynb")
    if ADDRESS:
        badge = badges(path.as_posix()).splitlines()[0]
        notebook.cells.insert(1, nbformat.v4.new_markdown_cell(badge, id="badge"))
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return {source.with_suffix(".ipynb"): nbformat.writes(notebook) + "\n"}


def sources(names: list[str], folder: Path = ROOT / "solutions") -> list[Path]:
    """Return the sources whose file names start with one of `names` (all if none)."""
    found = sorted(folder.glob("[0-9][0-9]_*.py"))
    names = [Path(name).stem for name in names] or [""]
    for name in names:
        if not any(source.stem.startswith(name) for source in found):
            known = ", ".join(source.stem for source in found)
            raise BuildError(f"no lesson {name!r} in {folder}; there are: {known}")
    return [s for s in found if s.stem.startswith(tuple(names))]
