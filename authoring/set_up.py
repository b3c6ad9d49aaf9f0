"""The cells that a lesson's notebook begins with: how it is opened, and the set-up."""

import base64
import re
from pathlib import Path

from helpers.language import ENGLISH

from .project import ADDRESS, BUILD, SHA256, VERSION, badges

HERE = Path(__file__).parent
BELOW = "# ---\n"  # what stands below it goes into the cell
GRADER = f"patches_to_captions_grader-{VERSION}.zip"
WHEEL = f"patches_to_captions-{VERSION}-py3-none-any.whl"
TITLE = "# @title Set-up: run this cell first\n"
LINE = 4000  # characters of a line of what is carried; editors dislike long ones
# Folded away: Colab's form view, and JupyterLab's
FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}}
ALONE = """\
**To open this lesson elsewhere** there is one file: upload it on Colab (*File > \
Upload notebook*), on Kaggle (*File > Import Notebook*) or to a JupyterHub, or open it \
on your machine. {more}Then run the next cell."""
CARRIES = "It carries the course's code. "
MAKE = "It is `{name}` of what `make release` writes. "


def set_up(
    parts: tuple[str, ...] = ("find", "begin"),
    *,
    file: str = WHEEL,
    build: str = BUILD,
    sha256: str = SHA256,
    carried: bytes = b"",
    language: str = ENGLISH,
) -> str:
    """The source of a set-up cell.

    Args:
        parts: of `cell_PART.py`, one after the other.
        file: name of the course's file that it looks for.
        build: of the package that belongs to the notebook; "" is any.
        sha256: of the file; "" is any.
        carried: a zip of the course's code, smaller than the file.
        language: the code of the notebook's.
    """
    texts = [(HERE / f"cell_{part}.py").read_text("utf-8") for part in parts]
    source = "\n\n".join(text.partition(BELOW)[2].strip() for text in texts)
    text = base64.b64encode(carried).decode()
    lines = [text[at : at + LINE] for at in range(0, len(text), LINE)]
    values = {
        "VERSION": f'"{VERSION}"',
        "BUILD": f'"{build}"',
        "FILE": f'"{file}"',
        "SHA256": f'"{sha256}"',
        "ADDRESS": f'"{ADDRESS}"',
        "LANGUAGE": f'"{language}"',
        "CARRIED": '"""\n' + "\n".join(lines) + '\n"""' if lines else '""',
    }
    for name, value in values.items():
        source = re.sub(rf'^{name} = ""$', f"{name} = {value}", source, flags=re.M)
    return source


def lesson_set_up(**values) -> str:
    """The source of a lesson's set-up cell; the values are those of `set_up`."""
    return f"{TITLE}{set_up(**values)}\n\n\nset_up_course()"


def way_in(path: str, *, alone: bool = False, address: str = ADDRESS) -> str:
    """Markdown: badges where the course has an address, else how to open a lesson.

    Args:
        path: of the notebook, in the repository.
        alone: the notebook carries the course's code.
        address: of the repository whose badges are shown.
    """
    if address:
        return badges(path, address)
    return ALONE.format(more=CARRIES if alone else MAKE.format(name=Path(path).name))
