"""Pages in other languages: a page's text, and languages/CODE/PAGE.po.

README.CODE.md is committed beside README.md; the book makes its own as it is built.
Badges are no part of what is translated: they come and go with `make publish`.
"""

import nbformat
from nbformat import NotebookNode

from .project import ADDRESS, ROOT, with_badges
from .units import translated

README = "README"
LEARNER = "learner"  # README of what learners get; $words are filled in
BY_BADGE = "click the Colab badge of a lesson"
BY_FILE = (
    "download a lesson's file, here or from your course's page; on Colab choose "
    "*File > Upload notebook*, on Kaggle *Create > New Notebook*, then *File > Import "
    "Notebook*"
)
GUIDE = "grading"  # the page that the book's for instructors takes in
ENGLISH_ONLY = {"built", "measured"}  # for contributors, and what changes by the week
PAGES = {
    README: ROOT / "README.md",
    LEARNER: ROOT / "authoring" / "learner.md",
    GUIDE: ROOT / "grading" / "README.md",
    **{
        path.stem: path
        for path in sorted((ROOT / "book").glob("*.md"))
        if path.stem not in ENGLISH_ONLY
    },
}


def as_cell(name: str) -> NotebookNode:
    """A page as one cell of text, whose units are its own."""
    text = with_badges(PAGES[name].read_text(encoding="utf-8"), "")
    return nbformat.v4.new_markdown_cell(text, id=name)


def build_page(name: str, words: dict[str, str]) -> str:
    """A page in other words; what is missing of them stays English."""
    text = translated(as_cell(name), lambda unit: words.get(unit, unit))
    return with_badges(text, ADDRESS)
