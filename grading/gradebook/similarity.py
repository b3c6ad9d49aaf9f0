"""Which answers of two students are alike beyond what a short exercise makes alike.

An answer is a bag of statements without the names of its own variables, so renaming,
reordering and reformatting change nothing. A statement that many wrote (in the class,
and among the examiners' answers) says little, one that two alone wrote says much: what
two students share is added up in bits, log2 of how rare each shared statement is.

It is something to look at, never a verdict: two who learnt together write alike too.
"""

import ast
import builtins
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log2
from pathlib import Path

from authoring.project import ROOT

EXAMINERS = ROOT / "tests" / "answers"
ENOUGH = 20.0  # bits shared in a lesson, from which on a pair is shown
ALIKE = 0.9  # share of the rarer one's bits that both have
SHOWN = 20  # pairs of a lesson


@dataclass(frozen=True)
class Pair:
    """Two students, the bits that they share, and which exercises bring them.

    share is that of all bits of the one who has fewer.
    """

    students: tuple[str, str]
    bits: float
    share: float
    exercises: list[str]


def statements(source: str) -> Counter[str]:
    """The statements of an answer, without its own names; empty if it can't be read."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Counter()
    own = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    own -= set(dir(builtins))
    found: Counter[str] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not _is_text(node):
            found[_shape(node, own)] += 1
    return found


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _shape(node: ast.AST, own: set[str]) -> str:
    """A statement as text: its own expressions, not the statements in its body."""
    if isinstance(node, ast.Name):
        return "_" if node.id in own else node.id
    if isinstance(node, ast.arg):
        return "_"
    if isinstance(node, ast.Constant):
        return repr(node.value)
    parts = [type(node).__name__]
    for name, value in ast.iter_fields(node):
        many = value if isinstance(value, list) else [value]
        for item in many:
            if isinstance(item, ast.stmt | ast.expr_context):
                continue
            if isinstance(item, ast.AST):
                parts.append(_shape(item, own))
            elif isinstance(item, str) and name in ("attr", "name"):
                parts.append(item)
    return f"({' '.join(parts)})"


def alike(
    answers: Mapping[str, Mapping[str, str]], known: Mapping[str, Iterable[str]]
) -> list[Pair]:
    """The pairs of a lesson that share much, the most first.

    Args:
        answers: for each student the answer to each exercise; a stub left as it was
            is none, and is left out by the caller.
        known: for each exercise answers that others wrote, to tell what is common.
    """
    shared: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    whole: dict[str, float] = defaultdict(float)
    for exercise in sorted({name for own in answers.values() for name in own}):
        bags = {
            student: statements(own[exercise])
            for student, own in sorted(answers.items())
            if exercise in own
        }
        others = [statements(text) for text in known.get(exercise, ())]
        having: Counter[str] = Counter()
        for bag in [*bags.values(), *others]:
            having.update(bag.keys())
        everybody = len(bags) + len(others)
        bits = {
            shape: log2(everybody / (n - 1)) for shape, n in having.items() if n > 1
        }
        alone = log2(everybody)
        for student, bag in bags.items():
            whole[student] += sum(
                bits.get(shape, alone) * n for shape, n in bag.items()
            )
        for one, other in combinations(bags, 2):
            both = bags[one] & bags[other]
            if total := sum(bits[shape] * n for shape, n in both.items()):
                shared[one, other][exercise] = total
    pairs = []
    for (one, other), by_exercise in shared.items():
        total, least = sum(by_exercise.values()), min(whole[one], whole[other])
        if total >= ENOUGH and total >= ALIKE * least:
            order = sorted(by_exercise, key=lambda name: -by_exercise[name])
            pairs.append(Pair((one, other), total, total / least, order))
    return sorted(pairs, key=lambda pair: (-pair.bits, pair.students))[:SHOWN]


def examiners_answers(lesson: str, folder: Path = EXAMINERS) -> dict[str, list[str]]:
    """For each exercise of a lesson the answers of the examiners, if they are here."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((folder / lesson).glob("*/*.py")):
        found[path.parent.name].append(path.read_text(encoding="utf-8"))
    return found
