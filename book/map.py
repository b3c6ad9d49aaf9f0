"""The map of files: what each one is for, and which folder imports from which.

All of it is read from the code: first lines of docstrings, and import statements.
"""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from matplotlib.figure import Figure

from authoring.project import ROOT

FOLDERS = ("helpers", "authoring", "grading", "bench", "book", "tests")  # as listed
DRAWN = ("helpers", "solutions", "authoring", "grading", "bench", "book")
CASES = {"answers", "hostile"}  # of tests: answers to be judged, no modules of ours
TITLE = "# %% [markdown]\n# # "  # how the source of a notebook begins
BOX = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": "tab:blue"}
ARROW = {"arrowstyle": "-|>", "color": "grey", "shrinkA": 0, "shrinkB": 2}


def list_files(root: Path = ROOT) -> str:
    """Markdown: a heading for each folder, a line for each Python file.

    Raises:
        ValueError: a file does not say at its top what it is for.
    """
    parts = []
    for folder in FOLDERS:
        lines = [
            f"- `{path.relative_to(root / folder)}`: {purpose(path)}"
            for path in files(root / folder)
        ]
        parts.append("\n".join([f"### {folder}/", "", *lines]))
    return "\n\n".join(parts) + "\n"


def files(folder: Path) -> list[Path]:
    return [x for x in sorted(folder.rglob("*.py")) if CASES.isdisjoint(x.parts)]


def purpose(path: Path) -> str:
    """The first sentence of a file, or the title of a notebook's source."""
    text = path.read_text(encoding="utf-8")
    if text.startswith(TITLE):
        return text.removeprefix(TITLE).splitlines()[0]
    words = ast.get_docstring(ast.parse(text))
    if not words:
        raise ValueError(
            f"expected a docstring at the top of {path}, got none; add one"
        )
    return " ".join(words.split("\n\n")[0].split())


def imports(root: Path = ROOT) -> dict[str, set[str]]:
    """For each place in DRAWN's folders, the places that it imports from.

    A place is a folder, of grading/ a folder or a file in it.
    """
    found: dict[str, set[str]] = {}
    for path in (path for folder in DRAWN for path in files(root / folder)):
        parts = path.relative_to(root).with_suffix("").parts
        here = place(root, parts)
        there = {place(root, name) for name in imported(path, parts)}
        found.setdefault(here, set()).update(there - {here})
    return found


def imported(path: Path, parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The names that a file imports from DRAWN's folders, taken apart at their dots.

    What it imports for its types alone never runs, and is left out.
    """
    tree = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    for_types = {
        part
        for node in tree
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for part in node.body
    }
    for node in tree:
        if node in for_types:
            continue
        names = []
        if isinstance(node, ast.Import):
            names = [tuple(name.name.split(".")) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = parts[: -node.level] if node.level else ()
            module = tuple(node.module.split(".")) if node.module else ()
            names = [(*above, *module, name.name) for name in node.names]
        yield from (name for name in names if name[0] in DRAWN)


def place(root: Path, parts: tuple[str, ...]) -> str:
    if parts[0] != "grading" or parts[-1] == "__init__":
        return parts[0]
    name = parts[1] if len(parts) > 1 else "__main__"
    return "/".join(("grading", name) if name != "__main__" else ("grading",))


def columns(found: dict[str, set[str]]) -> list[list[str]]:
    """Places from left to right: each stands right of all that it imports from.

    Raises:
        graphlib.CycleError: some import from each other in a circle.
    """
    at: dict[str, int] = {}
    for name in TopologicalSorter(found).static_order():
        at[name] = max((at[other] + 1 for other in found.get(name, ())), default=0)
    wide = max(at.values()) + 1
    return [sorted(name for name in at if at[name] == k) for k in range(wide)]


def arrows(found: dict[str, set[str]]) -> set[tuple[str, str]]:
    """(from, to) along which code is used, without those that others lead along too."""
    below: dict[str, set[str]] = {}
    for name in TopologicalSorter(found).static_order():
        direct = found.get(name, set())
        below[name] = direct.union(*(below[other] for other in direct))
    return {
        (other, name)
        for name, direct in found.items()
        for other in direct
        if not any(other in below[between] for between in direct - {other})
    }


def draw(root: Path = ROOT) -> Figure:
    """Which folder feeds which: an arrow leads from what is imported to who imports."""
    found = imports(root)
    used = set().union(*found.values())
    found = {name: below for name, below in found.items() if below or name in used}
    drawn, placed = arrows(found), columns(found)
    figure = Figure(figsize=(1.25 * len(placed), 3), layout="constrained")
    ax = figure.subplots()
    spots: dict[str, tuple[int, float]] = {}
    for k, names in enumerate(placed):
        near = {  # where a name's arrows come from, so that few of them cross
            name: [spots[start][1] for start, end in drawn if end == name] or [0.5]
            for name in names
        }
        names = sorted(
            names, key=lambda name: (sum(near[name]) / len(near[name]), name)
        )
        for row, name in enumerate(names):
            spots[name] = (k, (row + 1) / (len(names) + 1))
    boxes = {
        name: ax.text(
            *spot, name.replace("/", "/\n"), ha="center", va="center", bbox=BOX
        )
        for name, spot in spots.items()
    }
    for start, end in sorted(drawn):
        ends = {"patchA": boxes[start].get_bbox_patch()}
        ends["patchB"] = boxes[end].get_bbox_patch()
        ax.annotate("", spots[end], spots[start], arrowprops=ARROW | ends)
    ax.set(xlim=(-0.5, len(placed) - 0.5), ylim=(0, 1))
    ax.set_axis_off()
    return figure
