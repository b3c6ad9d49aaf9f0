"""A lesson taken apart: what grader, examiner, book and Colab runs need of it.

It is made of a pair of notebooks: the instructor's, with solutions and all checks, and
the student's, as it is released.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from helpers.language import ENGLISH, codes

from .project import ROOT

if TYPE_CHECKING:  # judges start without it: it takes up to 2 s
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Lesson:
    """One lesson; every {name: source} is in the notebook's order.

    Attributes:
        name: NN_name.
        language: code of the one that it is written in.
        released: the student's notebook.
        imports: source of the first code cell after the set-up.
        solutions: {exercise: source}, ours.
        stubs: {exercise: source}, as released.
        checks: {check: source}, with the hidden tests.
        answers: {question: text}, our answers with the marking guide.
        points: {check or question: points}.
    """

    name: str
    released: NotebookNode
    imports: str
    solutions: dict[str, str]
    stubs: dict[str, str]
    checks: dict[str, str]
    answers: dict[str, str]
    points: dict[str, float]
    language: str = ENGLISH

    @property
    def questions(self) -> list[str]:
        return list(self.answers)

    @property
    def solved(self) -> dict[str, str]:
        """Our own answers, to exercises and to questions."""
        return self.solutions | self.answers

    @property
    def makers(self) -> list[str]:
        """Exercises that are classes."""
        return [
            name
            for name, source in self.stubs.items()
            if any(
                isinstance(node, ast.ClassDef) and node.name == name
                for node in ast.parse(source).body
            )
        ]

    @property
    def asked(self) -> list:
        """What decides on the verdict of every check, beside the check itself."""
        return [self.imports, self.stubs]

    @property
    def digest(self) -> str:
        """Changes when anything that decides on points does."""
        text = json.dumps([*self.asked, self.checks, self.points], sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def handed_in(self, answers: dict[str, str]) -> NotebookNode:
        """The student's notebook with answers in place of stubs."""
        notebook = copy.deepcopy(self.released)
        for cell in notebook.cells:
            cell.source = answers.get(cell.id, cell.source)
        return notebook

    def own_checks(self, exercise: str) -> list[str]:
        """Names of the checks of one exercise."""
        return [check for check in self.checks if exercise_of(check) == exercise]

    def program(
        self, answers: dict[str, str], checks: Sequence[str] | None = None
    ) -> list[tuple[str, str]]:
        """List the (name, source) cells to run; `answers` replace our solutions.

        Args:
            answers: source by exercise.
            checks: names of the checks to run; all if None.
        """
        cells = [("imports", self.imports)]
        for exercise, solution in self.solutions.items():
            cells.append((exercise, answers.get(exercise, solution)))
            for check in self.own_checks(exercise):
                if checks is None or check in checks:
                    cells.append((check, self.checks[check]))
        return cells

    def dependents(self, exercise: str) -> set[str]:
        """Exercises whose solution names this one, directly or through others."""
        found = {exercise}
        for other, source in self.solutions.items():  # only earlier ones can be named
            nodes = ast.walk(ast.parse(source))
            if {node.id for node in nodes if isinstance(node, ast.Name)} & found:
                found.add(other)
        return found - {exercise}


def exercise_of(check: str) -> str:
    """The exercise that a check, EXERCISE-shown or EXERCISE-hidden, belongs to."""
    return check.rpartition("-")[0]


def take_apart(name: str, solution: NotebookNode, released: NotebookNode) -> Lesson:
    """Make a lesson of its two notebooks."""
    graded = {c.id: c for c in solution.cells if "nbgrader" in c.metadata}
    code = {i: c.source for i, c in graded.items() if c.cell_type == "code"}
    grades = {i for i, c in graded.items() if c.metadata.nbgrader.grade}
    solutions = {i: source for i, source in code.items() if i not in grades}
    first = next(c for c in solution.cells if c.cell_type == "code" and c.id != "setup")
    return Lesson(
        name=name,
        released=released,
        imports=first.source,
        solutions=solutions,
        stubs={c.id: c.source for c in released.cells if c.id in solutions},
        checks={i: source for i, source in code.items() if i in grades},
        answers={i: c.source for i, c in graded.items() if i not in code},
        points={i: graded[i].metadata.nbgrader.points for i in graded if i in grades},
        language=solution.metadata.get("language", ENGLISH),
    )


def load_lesson(name: str, language: str = ENGLISH) -> Lesson:
    """The lesson NN_name, read once from its built notebooks in a language."""
    return _read(name, language)


@cache
def _read(name: str, language: str) -> Lesson:
    import nbformat

    inner = "" if language == ENGLISH else language
    solution, released = (
        nbformat.read(ROOT / folder / inner / f"{name}.ipynb", as_version=4)
        for folder in ("solutions", "notebooks")
    )
    return take_apart(name, solution, released)


def languages_of(name: str) -> list[str]:
    """Codes of the languages that a lesson is built in, English first."""
    others = [c for c in codes() if (ROOT / "solutions" / c / f"{name}.ipynb").exists()]
    return [ENGLISH, *others]


def lesson_names(prefixes: Sequence[str] = ()) -> list[str]:
    """Names of the graded lessons that start with one of the prefixes, or of all.

    Raises:
        ValueError: there is none that starts with a prefix.
    """
    paths = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.ipynb"))
    found = [p.stem for p in paths if '"grade_id"' in p.read_text(encoding="utf-8")]
    chosen = [n for n in found if not prefixes or n.startswith(tuple(prefixes))]
    unknown = [p for p in prefixes if not any(n.startswith(p) for n in found)]
    if unknown:
        raise ValueError(f"no lesson {', '.join(unknown)}; there are {found}")
    return chosen
