"""A lesson as a page: solutions, checks and the code of figures are folded.

What stands around them is in the language that is spoken (helpers.language.speak).
"""

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from authoring import translate as catalogues
from authoring.build import student_notebook
from authoring.project import ROOT
from book.check import BookError
from helpers.language import ENGLISH, load_language
from helpers.messages import marked, translate

GUIDE = "**Marking guide"
# A room of the front page's captioner: its name, its title, the lesson that builds it.
ROOM = re.compile(r'name: "(\w+)", title: \W*(?:say)?\W*(\d+\. .+?)\W+lesson: "(\w+)"')
BADGE = re.compile(r"\[!\[(.+?)\]\(.+?\)\]\((.+?)\)")  # text and address
SHOW = {
    "solution": "Show a solution",
    "check": "Show the check",
    "figure": "Show the code of this figure",
    "imports": "Show the imports",
}
HIDE = {
    "solution": "Hide a solution",
    "check": "Hide the check",
    "figure": "Hide the code of this figure",
    "imports": "Hide the imports",
}
marked(SHOW), marked(HIDE)


def read_chapter(source: Path) -> NotebookNode:
    """A lesson's solved notebook, without what nobody who learns may see.

    Raises:
        BookError: a written question has no guide where one is looked for.
    """
    notebook = public(catalogues.english(source))
    if (code := load_language().code) != ENGLISH:
        catalogues.in_language(notebook, code, source.stem)
    return notebook


def public(solution: NotebookNode) -> NotebookNode:
    """A solved notebook without its hidden checks and its marking guide.

    Raises:
        BookError: a written question has no guide where one is looked for.
    """
    notebook = nbformat.from_dict(solution)
    notebook.cells = [c for c in notebook.cells if not c.id.endswith("-hidden")]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "nbgrader" in cell.metadata:
            if GUIDE not in cell.source:
                raise BookError(f"{cell.id}: expected {GUIDE!r} in it; it can't be cut")
            cell.source = cell.source.split(GUIDE)[0].rstrip()
    return notebook


def chapter(name: str, notebook: NotebookNode, results: dict) -> NotebookNode:
    """The page of a lesson, with what each of its cells shows."""
    blanks = catalogues.blanks(load_language().code)
    student = student_notebook(notebook, name, **blanks)
    stubs = {cell.id: cell.source for cell in student.cells}
    page = nbformat.from_dict(notebook)
    page.cells = []
    code = [cell.id for cell in notebook.cells if cell.cell_type == "code"]
    imports = code[1] if len(code) > 1 else None  # after the set-up
    for cell in notebook.cells:
        if cell.id == "setup":
            continue
        kind = cell.metadata.get("nbgrader", {})
        if cell.id == "badge":
            cell.source = buttons(name, cell.source)
        elif cell.cell_type == "markdown" and kind:
            cell.source = folded(translate("An answer"), cell.source)
        elif cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(o) for o in results.get(cell.id, [])]
        if kind.get("solution") and cell.cell_type == "code":
            page.cells.append(new_markdown_cell(f"```python\n{stubs[cell.id]}\n```"))
            fold(cell, "solution")
        elif kind.get("grade") and cell.cell_type == "code":
            fold(cell, "check")
        elif "mystnb" in cell.metadata:
            fold(cell, "figure")
        elif cell.id == imports:
            fold(cell, "imports")
        page.cells.append(cell)
    return page


def buttons(name: str, badges: str) -> str:
    """Links in the place of badges, whose pictures would come from elsewhere."""
    links = [f'<a href="{url}">{text}</a>' for text, url in BADGE.findall(badges)]
    code, file = load_language().code, f"{name}.ipynb"
    inside = "notebooks" if code == ENGLISH else f"../notebooks/{code}"
    told = translate("Download the notebook")
    links += [f'<a href="{inside}/{file}" download>{told}</a>']
    return '<p class="open">\n' + "\n".join(links) + "\n</p>" + rooms_of(name)


def rooms_of(lesson: str) -> str:
    """Links to what this lesson builds, in the machine that runs on the front page."""
    rooms = ROOM.findall((ROOT / "helpers/live/rooms.js").read_text(encoding="utf-8"))
    links = [
        f'<a href="index.html?room={room}">{translate(title).partition(". ")[2]}</a>'
        for room, title, built in rooms
        if built == lesson
    ]
    told = translate("In the machine:")
    return f"\n\n<p>{told} {', '.join(links)}</p>" if links else ""


def folded(title: str, text: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"


def fold(cell: NotebookNode, what: str) -> None:
    """Fold a code cell's source under a line of its own; its results stay in sight."""
    cell.metadata.tags = [*cell.metadata.get("tags", []), "hide-input"]
    show, hide = translate(SHOW[what]), translate(HIDE[what])
    words = {"code_prompt_show": show, "code_prompt_hide": hide}
    cell.metadata.mystnb = {**cell.metadata.get("mystnb", {}), **words}
