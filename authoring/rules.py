"""The rules of a lesson's source, cell by cell; whoever breaks one is told where."""

import ast
import re

from nbformat import NotebookNode

KEYS = {"exercise", "check", "question", "points", "alt", "tags"}
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


class BuildError(Exception):
    """A lesson's source breaks a rule; the message says where and what to do."""


def regions(cell: NotebookNode, place: str) -> tuple[list[str], list[str]]:
    """Split a cell's lines into (outside, inside) its marked regions."""
    outside: list[str] = []
    inside: list[str] = []
    closing = None
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
    if "exercise" in meta and meta["exercise"] not in [
        getattr(node, "name", None) for node in body
    ]:
        refuse(f"expected a def or class {meta['exercise']}, as the exercise is named")
    if "check" in meta and isinstance(body[-1], ast.Expr):
        refuse("a check ends on an assert: nbgrader takes a last value for the grade")


def check_pairs(notebook: NotebookNode, places: list[str]) -> None:
    """Refuse duplicate names, checks without exercise, exercises without checks."""
    seen: dict[str, str] = {}
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
