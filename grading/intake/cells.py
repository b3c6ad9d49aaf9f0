"""The cells of a notebook file, whatever format it came in. Nothing is run."""

import json
import re
from dataclasses import dataclass
from typing import Any

from helpers.messages import marked

MOST_CELLS = 2000  # a lesson has about 60
# What a released set-up cell carries, see authoring/cell_find.py: the course's own code
CARRIED = re.compile(r'^CARRIED = """[A-Za-z0-9+/=\n]*"""$', re.M)
MOST = 500_000  # characters of all cells, outputs left out; a lesson has 30,000


@dataclass
class Cell:
    """A cell as it was handed in, whatever the format it came in."""

    kind: str
    source: str
    names: list[str]  # what may tell which released cell it was, the surest first


def read_cells(data: bytes) -> list[Cell]:
    """The cells of a notebook; ValueError says why there are none."""
    found = [_cell(cell) for cell in raw_cells(data)]
    if (size := sum(len(cell.source) for cell in found)) > MOST:
        raise ValueError(
            marked(f"it has {size} characters of text; expected at most {MOST}")
        )
    return found


def raw_cells(data: bytes) -> list[dict[str, Any]]:
    """The cells as they stand in the file; ValueError says why there are none."""
    if not data.strip():
        raise ValueError(marked("the file is empty"))
    try:
        tree = json.loads(data.decode(json.detect_encoding(data), errors="replace"))
    except (ValueError, RecursionError) as error:
        text = marked(f"not a notebook (broken JSON): {error}")
        raise ValueError(text[:200]) from None
    sheets = tree.get("worksheets") if isinstance(tree, dict) else None
    holders = sheets if isinstance(sheets, list) and sheets else [tree]
    lists = [holder.get("cells") for holder in holders if isinstance(holder, dict)]
    if not lists or not all(isinstance(cells, list) for cells in lists):
        raise ValueError(marked("not a notebook: it has no cells"))
    cells = [cell for part in lists for cell in part or ()]
    if len(cells) > MOST_CELLS:
        raise ValueError(
            marked(f"it has {len(cells)} cells; expected at most {MOST_CELLS}")
        )
    return [cell for cell in cells if isinstance(cell, dict)]


def _cell(cell: dict[str, Any]) -> Cell:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = source if isinstance(source, str) else ""
    meta = cell.get("metadata")
    meta = meta if isinstance(meta, dict) else {}
    grader = meta.get("nbgrader")
    grader = grader if isinstance(grader, dict) else {}
    names = [grader.get("grade_id"), cell.get("id"), meta.get("id")]
    kind = cell.get("cell_type")
    return Cell(
        kind=kind if kind in ("code", "raw") else "markdown",
        source=_clean(source),
        names=[name for name in names if isinstance(name, str)],
    )


def _clean(text: str) -> str:
    """Text that can be written to a file, with one kind of line ends, and no mark."""
    text = text.encode(errors="replace").decode()  # no half of a pair
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return CARRIED.sub('CARRIED = ""', text)
