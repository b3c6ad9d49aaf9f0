"""The originals of what is translated: the units of each lesson, page and message."""

import copy
from collections import Counter
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from . import build
from .messages import MESSAGES, messages
from .pages import BY_BADGE, BY_FILE, LEARNER, PAGES, as_cell
from .project import BLANK, PROMPT
from .set_up import way_in
from .units import units

COMMON = "common"  # the catalogue of units that several have


def texts(notebook: NotebookNode) -> dict[str, list[str]]:
    """{unit: where it stands}, in the notebook's order."""
    found: dict[str, list[str]] = {}
    for cell in notebook.cells:
        for unit in units(cell):
            kind = "f-string" if unit.braces else cell.cell_type
            found.setdefault(unit.text, []).append(f"{cell.id}, {kind}")
        if alt := alt_text(cell):
            found.setdefault(alt, []).append(f"{cell.id}, alt text")
    return found


def alt_text(cell: NotebookNode) -> str:
    return cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")


def badge(notebook: NotebookNode) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == "badge")


def english(source: Path) -> NotebookNode:
    """The instructor's notebook of a lesson, built once for all languages; a copy."""
    return copy.deepcopy(_built(source))


@cache
def _built(source: Path) -> NotebookNode:
    return build.solution_notebook(source)


@cache
def documents() -> dict[str, dict[str, list[str]]]:
    """The units of each lesson and page, {text: places}."""
    notebooks = {}
    for source in build.sources([]):
        notebook = notebooks[source.stem] = english(source)
        badge(notebook).source = way_in(f"{source.stem}.ipynb", address="")
    for page in PAGES:
        notebooks[page] = nbformat.v4.new_notebook(cells=[as_cell(page)])
    found = {name: texts(notebook) for name, notebook in notebooks.items()}
    found[LEARNER] |= {text: ["where to begin"] for text in (BY_BADGE, BY_FILE)}
    found[MESSAGES] = messages()
    return found


@cache
def templates() -> dict[str, dict[str, list[str]]]:
    """For each catalogue its units, {text: places}: what is to be translated."""
    found = {lesson: dict(own) for lesson, own in documents().items()}
    times = Counter(text for own in found.values() for text in own)
    common: dict[str, list[str]] = {}
    for lesson, own in found.items():
        for text in [text for text in own if times[text] > 1]:
            common.setdefault(text, []).extend(f"{lesson}, {x}" for x in own.pop(text))
    common |= {text: ["student's copy, blank"] for text in (BLANK, PROMPT)}
    common |= {way_in("", alone=True, address=""): ["a release's notebook, badge"]}
    return {COMMON: common, **found}
