"""From a file that a student handed in to a notebook that can be graded.

No student code runs here. A notebook comes back from Colab, a phone or a mail in many
shapes: renamed, without nbgrader's metadata, with cells lost, doubled or moved. It is
rebuilt from the released one; only the answers are the student's. Every repair is
noted. What can't be read is a note too, never an exception.
"""

import ast
import builtins
import json
import re
import symtable
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from .collect import LESSON
from .lessons import Lesson

LONGEST = 200_000  # characters of one cell
MOST_CELLS = 2000  # a lesson has about 60
MOST = 3_000_000  # characters of all cells


@dataclass
class Cell:
    """A cell as it was handed in, whatever the format it came in."""

    kind: str
    source: str
    names: list[str]  # what may tell which released cell it was, the surest first


@dataclass
class Work:
    """What was made of a notebook.

    Attributes:
        lesson: which one it is, None if that can't be told.
        answers: {exercise or question: source} of those that were found.
        extras: {exercise: sources of other cells' statements that its answer needs}.
        repairs: what was mended, for the instructor and the student.
        problem: why it can't be graded, "" if it can.
    """

    lesson: Lesson | None = None
    answers: dict[str, str] = field(default_factory=dict)
    extras: dict[str, list[str]] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)
    problem: str = ""


def read_cells(data: bytes) -> list[Cell]:
    """The cells of a notebook; ValueError says why there are none."""
    if not data.strip():
        raise ValueError("the file is empty")
    try:
        tree = json.loads(data.decode(json.detect_encoding(data), errors="replace"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a notebook (broken JSON): {error}"[:200]) from None
    sheets = tree.get("worksheets") if isinstance(tree, dict) else None
    holder = sheets[0] if isinstance(sheets, list) and sheets else tree
    cells = holder.get("cells") if isinstance(holder, dict) else None
    if not isinstance(cells, list):
        raise ValueError("not a notebook: it has no cells")
    if len(cells) > MOST_CELLS:
        raise ValueError(f"it has {len(cells)} cells; expected at most {MOST_CELLS}")
    found = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    if (size := sum(len(cell.source) for cell in found)) > MOST:
        raise ValueError(f"it has {size} characters of text; expected at most {MOST}")
    return found


def _cell(cell: dict[str, Any]) -> Cell:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = source[:LONGEST] if isinstance(source, str) else ""
    meta = cell.get("metadata")
    meta = meta if isinstance(meta, dict) else {}
    grader = meta.get("nbgrader")
    grader = grader if isinstance(grader, dict) else {}
    names = [grader.get("grade_id"), cell.get("id"), meta.get("id")]
    return Cell(
        kind="code" if cell.get("cell_type") == "code" else "markdown",
        source=_clean(source),
        names=[name for name in names if isinstance(name, str)],
    )


def _clean(text: str) -> str:
    """Text that can be written to a file, with one kind of line ends."""
    text = text.encode(errors="replace").decode()  # no half of a pair
    return text.replace("\r\n", "\n").replace("\r", "\n")


def which_lesson(path: str, cells: list[Cell], lessons: list[Lesson]) -> Lesson | None:
    """Tell by the name of file or folder, unless its cells define another lesson."""
    names = {name for cell in cells for name in cell.names}
    names |= {name for cell in cells for name in _defined(cell.source)}
    folder, _, file = path.lower().rpartition("/")

    def share(lesson: Lesson) -> float:
        return len(names & set(lesson.stubs)) / len(lesson.stubs)

    def place(lesson: Lesson) -> tuple[bool, bool]:
        return lesson.name in file, lesson.name in folder

    best = max(lessons, key=share)
    named = max(lessons, key=place)
    if any(place(named)) and (share(named) or not share(best)):
        return named
    enough = 0.5 if LESSON.search(path.lower()) else 0  # it may be one not graded now
    return best if share(best) > enough else None


def ingest(path: str, data: bytes, lessons: list[Lesson]) -> Work:
    """Find the answers of one notebook."""
    try:
        cells = read_cells(data)
        lesson = which_lesson(path, cells, lessons)
    except ValueError as error:
        return Work(lesson=which_lesson(path, [], lessons), problem=str(error))
    if lesson is None:
        return Work(problem="it is none of the lessons that are graded")
    work = Work(lesson=lesson)
    if lesson.name not in path:
        work.repairs.append(f"the file was named {path!r}: taken for {lesson.name}")
    home = _match_released(cells, lesson, work)
    for name in [*lesson.stubs, *lesson.questions]:
        index = _find(name, cells, home, lesson, work)
        if index is not None:
            home[index] = name
            work.answers[name] = cells[index].source
    _note_losses(cells, home, lesson, work)
    others = [
        cell
        for index, cell in enumerate(cells)
        if cell.kind == "code" and home.get(index) in (None, *_demonstrations(lesson))
    ]
    work.answers = {
        name: plain_python(source) if name in lesson.stubs else source
        for name, source in work.answers.items()
    }
    _add_extras(work, [plain_python(cell.source) for cell in others], lesson)
    return work


def _released(lesson: Lesson) -> dict[str, NotebookNode]:
    return {cell.id: cell for cell in lesson.released.cells}


def _demonstrations(lesson: Lesson) -> list[str]:
    """Released code cells that are neither graded nor the set-up."""
    return [
        cell.id
        for cell in lesson.released.cells
        if cell.cell_type == "code"
        and "nbgrader" not in cell.metadata
        and cell.id != "setup"
    ]


def _match_released(cells: list[Cell], lesson: Lesson, work: Work) -> dict[int, str]:
    """{index: id} of the cells that are released ones and no answers."""
    answers = {*lesson.stubs, *lesson.questions}
    released = {i: c for i, c in _released(lesson).items() if i not in answers}
    texts = {cell.source.strip(): i for i, cell in released.items()}
    home: dict[int, str] = {}
    for index, cell in enumerate(cells):
        name = texts.get(cell.source.strip())
        if name is None:  # changed, yet known by its name
            known = [n for n in cell.names if n in released]
            name = known[0] if known else None
        if name is not None and name not in home.values():
            home[index] = name
    return home


def _find(
    name: str, cells: list[Cell], home: dict[int, str], lesson: Lesson, work: Work
) -> int | None:
    """The index of an answer's cell: by name, by what it defines, or by its place."""
    code = name in lesson.stubs
    free = [
        index
        for index, cell in enumerate(cells)
        if index not in home and (cell.kind == "code") == code
    ]
    stub = _released(lesson)[name].source.strip()
    named = [index for index in free if name in cells[index].names]
    way = ""
    if not named and code:
        named = [index for index in free if name in _defined(cells[index].source)]
        way = "by the name it defines"
    if not named:
        named = _between(name, cells, home, free, lesson)
        way = "by its place"
    if not named:
        return None
    written = [index for index in named if cells[index].source.strip() != stub]
    if len(named) > 1 and way != "by its place":
        which = "the last one with an answer" if written else "the last one"
        work.repairs.append(
            f"{name}: {len(named)} cells have this name, {which} counts"
        )
    if way:
        work.repairs.append(f"{name}: its cell had lost its name, found {way}")
    return (written or named)[-1]


def _between(
    name: str, cells: list[Cell], home: dict[int, str], free: list[int], lesson: Lesson
) -> list[int]:
    """Free cells between an answer's two neighbours in the released notebook."""
    order = [cell.id for cell in lesson.released.cells]
    places = {cell_id: index for index, cell_id in home.items()}
    position = order.index(name)
    before = [places[i] for i in order[:position] if i in places]
    after = [places[i] for i in order[position + 1 :] if i in places]
    low, high = (before or [-1])[-1], (after or [len(cells)])[0]
    close = position - 1 < 0 or order[position - 1] in places
    return [index for index in free if low < index < high][:1] if close else []


def _note_losses(cells, home: dict[int, str], lesson: Lesson, work: Work) -> None:
    """Note what was missing, moved, added or changed."""
    released = _released(lesson)
    lost = [name for name in released if name not in home.values()]
    for name in lost:
        if name in lesson.stubs or name in lesson.questions:
            work.repairs.append(
                f"{name}: its cell was missing, it counts as unanswered"
            )
    others = len([name for name in lost if name not in work.answers])
    others -= len([name for name in lost if name in (*lesson.stubs, *lesson.questions)])
    if others:
        work.repairs.append(f"{others} cells of the lesson were missing; put back")
    order = list(released)
    found = [order.index(name) for _, name in sorted(home.items())]
    if found != sorted(found):
        work.repairs.append("the cells were in another order; put back")
    for index, name in home.items():
        if name in lesson.checks and cells[index].source.strip() != (
            released[name].source.strip()
        ):
            work.repairs.append(
                f"{name}: the check was changed; the released one counts"
            )


def _defined(source: str) -> set[str]:
    """Names of the functions and classes that a cell defines, broken ones too."""
    return set(re.findall(r"^(?:async +)?(?:def|class) +(\w+)", source, re.M))


def plain_python(source: str) -> str:
    """Source without IPython's own syntax (%time, !pip, ?); unchanged without any."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        try:
            changed = TransformerManager().transform_cell(source)
            ast.parse(changed)
            return changed
        except Exception:  # student text: whatever is wrong shows when it is run
            return source
    return source


def _add_extras(work: Work, cells: list[str], lesson: Lesson) -> None:
    """Find the statements of other cells that define what an answer uses.

    Running all other cells would cost minutes of training and figures. An answer needs
    few of them: a constant, an import, a helper function of the student's own.
    """
    pool = Pool(cells)
    given = {*dir(builtins), *_bound(lesson.imports), *lesson.stubs}
    for name in lesson.stubs:
        chosen = gather(needs(work.answers.get(name, "")), pool, given)
        if chosen:
            work.extras[name] = chosen


class Pool:
    """Statements of cells, each with the names it needs; found by a name they bind."""

    def __init__(self, cells: list[str]):
        self.statements: list[tuple[str, list[str]]] = []
        self.binding: dict[str, list[int]] = defaultdict(list)
        self.taken: set[int] = set()
        for text, node in [pair for cell in cells for pair in _statements(cell)]:
            for name in _binds(node):
                self.binding[name].append(len(self.statements))
            self.statements.append((text, needs(text)))


def gather(names: list[str], pool: Pool, given: set[str]) -> list[str]:
    """Take from a pool what defines names, directly or by way of other statements."""
    chosen, known, waiting = set(), set(given), list(names)
    while waiting:
        wanted = waiting.pop()
        if wanted not in known:
            known.add(wanted)
            for index in set(pool.binding.get(wanted, ())) - chosen - pool.taken:
                chosen.add(index)
                waiting += pool.statements[index][1]
    pool.taken |= chosen
    return [pool.statements[index][0] for index in sorted(chosen)]


def _statements(source: str) -> list[tuple[str, ast.stmt]]:
    try:
        body = ast.parse(source).body
        return [(ast.unparse(node), node) for node in body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _binds(node: ast.stmt) -> set[str]:
    """Names that a top-level statement binds."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    names = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names.add(part.id)
        elif isinstance(part, ast.alias):
            names.add((part.asname or part.name).split(".")[0])
    return names


def _bound(source: str) -> set[str]:
    return {name for _, node in _statements(source) for name in _binds(node)}


def needs(source: str) -> list[str]:
    """Names that a piece of source takes from outside itself."""
    try:
        top = symtable.symtable(source, "<answer>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found, tables = set(), [top]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            at_top = (
                table is top and not symbol.is_assigned() and not symbol.is_imported()
            )
            if symbol.is_referenced() and (at_top or symbol.is_global()):
                found.add(symbol.get_name())
    own = {
        s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()
    }
    return sorted(found - own)
