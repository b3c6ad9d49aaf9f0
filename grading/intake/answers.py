"""Find a lesson's answers among the cells that were handed in.

What counts is what the notebook would hold when its checks are reached in a run from
top to bottom, wherever it stands. Nothing is run; every repair is noted.
"""

import ast
import builtins
from collections.abc import Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from authoring.lesson import Lesson
from helpers.messages import marked

from .cells import Cell
from .notes import losses, nameless, several
from .statements import (
    Pool,
    alters,
    binds,
    bound,
    builds_on,
    defined,
    excerpt,
    needs,
    plain_blanks,
    plain_python,
    statements,
)


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


class Search:
    """Finds a lesson's answers among the cells that were handed in.

    Attributes:
        home: {index: id} of the cells that are known to be a released one.
        python: {index: source} of the cells that hold code, as plain Python.
        spare: indices of cells that have an answer's name and are not its home.
    """

    def __init__(self, cells: list[Cell], lesson: Lesson, work: Work):
        self.cells, self.lesson, self.work = cells, lesson, work
        self.released = {cell.id: cell for cell in lesson.released.cells}
        self.home = _match_released(cells, lesson, self.released)
        self.python = {
            index: plain_python(cell.source)
            for index, cell in enumerate(cells)
            if self._is_code(index)
        }
        self.stubs = {source.strip() for source in lesson.stubs.values()}
        self.spare: set[int] = set()

    def run(self) -> None:
        for name in self.lesson.stubs:
            self._exercise(name)
        for name in self.lesson.questions:
            self._question(name)
        work = self.work
        work.repairs += losses(self.cells, self.home, self.lesson, work.answers)
        self._add_extras()

    def _is_code(self, index: int) -> bool:
        """Whether a cell holds code: as it says, or as it was released."""
        names = [self.home.get(index), *self.cells[index].names]
        known = [
            self.released[name].cell_type for name in names if name in self.released
        ]
        return self.cells[index].kind == "code" or "code" in known

    def _is_stub(self, index: int) -> bool:
        return plain_blanks(self.cells[index].source).strip() in self.stubs

    def _exercise(self, name: str) -> None:
        """Take what a run from top to bottom would bind the name to at its checks."""
        named = [i for i in self._free() if name in self.cells[i].names]
        named = [i for i in named if i in self.python]
        makers = self._makers(name)
        makers = [i for i in makers if self._before_checks(i, name)] or makers
        way = ""
        if makers:
            index, way = makers[-1], nameless(name, defines=True)
        elif named:
            index = next(
                (i for i in reversed(named) if not self._is_stub(i)), named[-1]
            )
        elif places := self._between(name):
            index, way = places[0], nameless(name)
        else:
            return
        self.home.setdefault(named[0] if named and index not in named else index, name)
        self.spare |= {index, *named}
        self.work.answers[name] = self._text(index, name) + self._completed(index, name)
        self._tell(name, index, named, makers, way)

    def _free(self) -> list[int]:
        taken = {*self.home, *self.spare}
        return [i for i in range(len(self.cells)) if i not in taken]

    def _makers(self, name: str) -> list[int]:
        """Cells that bind a name anew, but for stubs; broken ones if no other does."""
        whole, broken = [], []
        for index, text in self.python.items():
            if self._is_stub(index) or name not in text:
                continue
            nodes = statements(text)
            if any(name in binds(n) and not builds_on(n, name) for n in nodes):
                whole.append(index)
            elif not nodes and name in defined(text):
                broken.append(index)
        return whole or broken

    def _before_checks(self, index: int, name: str) -> bool:
        return index < self._end(name)

    def _end(self, name: str) -> int:
        """The place of an exercise's last check."""
        own = {f"{name}-shown", f"{name}-hidden"}
        places = [i for i, known in self.home.items() if known in own]
        return max(places, default=len(self.cells))

    def _text(self, index: int, name: str) -> str:
        """An answer's cell; of a cell that holds more than it, its statements."""
        source = self.python[index]
        nodes = statements(source)
        others = {n for node in nodes for n in binds(node)} & set(self.lesson.stubs)
        strange = self.home.get(index, name) == name and others <= {name}
        if name in self.cells[index].names or strange:
            return source
        return excerpt(source, [node for node in nodes if name in binds(node)])

    def _completed(self, index: int, name: str) -> str:
        """What later cells add to an answer before it is checked: X.f = g and such."""
        found = []
        for later in range(index + 1, len(self.cells)):
            if later in self.python and self._before_checks(later, name):
                source = self.python[later]
                nodes = [
                    node
                    for node in statements(source)
                    if (name in binds(node) and builds_on(node, name))
                    or (name in alters(node) and not _is_call(node))
                ]
                found += [excerpt(source, nodes)] if nodes else []
        if found:
            self.work.repairs.append(
                marked(f"{name}: completed in a later cell; put together")
            )
        return "".join(f"\n\n{text}" for text in found)

    def _tell(self, name: str, index: int, named: list, makers: list, way: str) -> None:
        """Note how an answer was found, if not in the one cell that has its name."""
        tell, cell = self.work.repairs.append, self.cells[index]
        many = {*named, *makers}
        if len(many) > 1 and name in cell.names:
            tell(several(name, len(many), blank=self._is_stub(index)))
        elif named and name not in cell.names:
            tell(marked(f"{name}: answered in another cell than its own, which counts"))
        elif way and name not in cell.names:
            tell(way)
        if cell.kind != "code":
            tell(marked(f"{name}: its cell had become {cell.kind}; taken as code"))
        if plain_blanks(cell.source) != cell.source:
            tell(
                marked(
                    f"{name}: its cell holds blanks that Python does not allow, "
                    "or marks"
                )
            )

    def _question(self, name: str) -> None:
        """Take all that was written into a question's cells, or right below them."""
        prompt = self.released[name].source.strip()
        free = self._free()
        named = [i for i in free if name in self.cells[i].names]
        found = [i for i in named if self.cells[i].source.strip() not in (prompt, "")]
        tell = self.work.repairs.append
        if not found and (near := self._between(name, named)):
            found = near
            other = marked(f"{name}: answered in another cell than its own")
            tell(other if named else nameless(name))
        for index in [*named, *found][:1]:
            self.home[index] = name
        self.spare |= {*named, *found}
        texts = list(dict.fromkeys(self.cells[i].source for i in found or named[-1:]))
        if texts:
            self.work.answers[name] = "\n\n".join(texts)
        if len(named) > 1:
            tell(marked(f"{name}: {len(named)} cells have this name, put together"))
        kinds = {self.cells[i].kind for i in found} - {"markdown"}
        if kinds:
            tell(marked(f"{name}: its cell had become {kinds.pop()}; taken as text"))

    def _between(self, name: str, known: Sequence[int] = ()) -> list[int]:
        """The free cells of the right kind between an answer's released neighbours."""
        order, code = list(self.released), name in self.lesson.stubs
        places = {cell_id: index for index, cell_id in self.home.items()}
        position = order.index(name)
        before = [places[i] for i in order[:position] if i in places]
        after = [places[i] for i in order[position + 1 :] if i in places]
        low, high = (before or [-1])[-1], (after or [len(self.cells)])[0]
        close = position - 1 < 0 or order[position - 1] in places
        return [
            i
            for i in self._free()
            if low < i < high
            and i not in known
            and (i in self.python) == code
            and close
        ]

    def _add_extras(self) -> None:
        """Find the statements of other cells that make what an answer uses.

        Running all other cells would cost minutes of training and figures. An answer
        needs few of them: a constant, an import, a helper of the student's own.
        """
        cells = {i: text for i, text in self.python.items() if not self._is_stub(i)}
        pool = Pool(cells)
        lesson, answers = self.lesson, self.work.answers
        given = {*dir(builtins), *bound(lesson.imports), *lesson.stubs}
        for name in lesson.stubs:
            chosen = pool.gather(needs(answers.get(name, "")), given, self._end(name))
            if chosen:
                self.work.extras[name] = chosen


def _is_call(node: ast.stmt) -> bool:
    """Whether a statement is a call of a method, which most often only looks."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)


def _match_released(
    cells: list[Cell], lesson: Lesson, released: dict[str, NotebookNode]
) -> dict[int, str]:
    """{index: id} of the cells that are released ones and no answers."""
    answers = {*lesson.stubs, *lesson.questions}
    others = {i: c for i, c in released.items() if i not in answers}
    texts = {cell.source.strip(): i for i, cell in others.items()}
    home: dict[int, str] = {}
    for index, cell in enumerate(cells):
        name = texts.get(plain_blanks(cell.source).strip())
        if name is None:  # changed, yet known by its name
            known = [n for n in cell.names if n in others]
            name = known[0] if known else None
        if name is not None and name not in home.values():
            home[index] = name
    return home
