"""What the project says of itself: places, version, address, the texts of blanks."""

import re
import tomllib
from pathlib import Path

from helpers import __version__ as VERSION

ROOT = Path(__file__).resolve().parent.parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = CONFIG["project"]
TAG = f"v{VERSION}"
# What `make publish` has written; of another version it counts no more.
PUBLISHED = CONFIG["tool"].get("published", {})
PUBLISHED = PUBLISHED if PUBLISHED.get("version") == VERSION else {}
ADDRESS: str = PUBLISHED.get("address", "")  # of the repository, "" if it has none
BUILD: str = PUBLISHED.get("build", "")  # of the released package
SHA256: str = PUBLISHED.get("sha256", "")  # of its wheel
GRADER_SHA256: str = PUBLISHED.get("grader_sha256", "")  # of the grader's zip
# A lesson in README's table: its link, and what stands behind it.
LESSON = re.compile(r"(\[[^\]]*\]\((notebooks/(?:\w+/)?\d\d_\w+\.ipynb)\))[^|]*\|")
GITHUB = "https://github.com/"  # Colab and Kaggle open notebooks from there
PLACEHOLDERS = {"owner", "name", "user", "username", "repo", "example", "your-name"}
UNANSWERED = "your lines go here"  # what a blank raises
BLANK = "YOUR CODE HERE"
STUB = f'# {BLANK}\nraise NotImplementedError("{UNANSWERED}")'
PROMPT = "*Write your answer here: double-click this text and replace it.*"
COLAB_BADGE = """\
[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]\
(https://colab.research.google.com/github/{page})"""
KAGGLE_BADGE = """\
[![Open in Kaggle](https://kaggle.com/static/images/open-in-kaggle.svg)]\
(https://kaggle.com/kernels/welcome?src={github}{page})"""


class ProjectError(Exception):
    """An address or a release that can't be; the message says what to do."""


def badges(path: str, address: str = ADDRESS) -> str:
    """Markdown, two lines: open a notebook on Colab, and on Kaggle."""
    page = page_of(path, address).removeprefix(GITHUB)
    kaggle = KAGGLE_BADGE.format(github=GITHUB, page=page)
    return f"{COLAB_BADGE.format(page=page)}\n{kaggle}"


def with_badges(text: str, address: str) -> str:
    """README's text, with badges behind each lesson of its table; "" takes them off."""

    def row(found: re.Match) -> str:
        shown = badges(found[2], address).replace("\n", " ") if address else ""
        return f"{found[1]} {shown}".rstrip() + " |"

    return LESSON.sub(row, text)


def page_of(path: str, address: str = ADDRESS) -> str:
    """A file's page at the address, as this version has it."""
    return f"{address}/blob/{TAG}/{path}"


def check_address(address: str) -> None:
    """Raise ProjectError unless it is one of a repository that badges can open."""
    if not re.fullmatch(GITHUB + r"[\w.-]+/[\w.-]+", address):
        raise ProjectError(f"expected {GITHUB}OWNER/NAME, got {address!r}")
    owner, name = address.removeprefix(GITHUB).lower().split("/")
    if owner in PLACEHOLDERS or name in PLACEHOLDERS or name.endswith(".git"):
        raise ProjectError(
            f"expected the address of a repository of yours, without .git, got "
            f"{address!r}; name the real OWNER/NAME"
        )
