"""Pages in other languages: README.CODE.md, of README.md and languages/CODE/README.po.

Badges are no part of what is translated: they come and go with `make publish`.
"""

import nbformat
from nbformat import NotebookNode

from .project import ADDRESS, ROOT, with_badges
from .units import translated

PAGES = {"README": ROOT / "README.md"}


def as_cell(name: str) -> NotebookNode:
    """A page as one cell of text, whose units are its own."""
    text = with_badges(PAGES[name].read_text(encoding="utf-8"), "")
    return nbformat.v4.new_markdown_cell(text, id=name)


def build_page(name: str, words: dict[str, str]) -> str:
    """A page in other words; what is missing of them stays English."""
    text = translated(as_cell(name), lambda unit: words.get(unit, unit))
    return with_badges(text, ADDRESS)
