"""The checks notice when a line of our own solution is changed.

Every solution is changed mechanically, one small change at a time: an operator
swapped, a number off by one, a statement dropped. A changed solution (a mutant) that
its own checks let pass is either a hole in the checks or no change in meaning. The
second kind is listed in mutants_equivalent.toml, each with its reason.
"""

import ast
import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from examiner import lesson_names, load_lesson, readable_lessons

pytestmark = pytest.mark.slow

EQUIVALENT = Path(__file__).with_name("mutants_equivalent.toml")
MODULES = {"torch", "F", "nn", "np", "math", "re", "plt", "random", "itertools"}
OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def rewritten(node: ast.AST, **fields) -> ast.AST:
    """Copy one node with some fields replaced."""
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node may be changed into."""
    operator = OPERATORS.get(type(getattr(node, "op", None)))
    match node:
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign() if operator:
            yield rewritten(node, op=operator())
        case ast.Compare(ops=[op]) if type(op) in OPERATORS:
            yield rewritten(node, ops=[OPERATORS[type(op)]()])
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=float(value)):
            yield ast.Constant(value * 2)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield rewritten(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=[_, *_]):
            yield rewritten(node, ifs=[])
        case ast.Slice(lower=lower, upper=upper):
            yield from [rewritten(node, lower=None)] if lower else []
            yield from [rewritten(node, upper=None)] if upper else []
        case ast.Call(func=func, args=args, keywords=keywords):
            if len(args) > 1:
                yield rewritten(node, args=[args[1], args[0], *args[2:]])
            for keyword in keywords:
                yield rewritten(node, keywords=[k for k in keywords if k != keyword])
            match func:
                case ast.Attribute(value=ast.Name(id=name)) if name in MODULES:
                    pass
                case (
                    ast.Attribute(value=ast.Attribute() | ast.Call())
                    | ast.Attribute(value=ast.Name())
                ):
                    yield func.value  # x.method(...) becomes x
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.With(body=body):
            yield ast.If(ast.Constant(True), body, [])
    if isinstance(node, ast.Return) and node.value:
        yield ast.Return(None)
    elif isinstance(node, (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise, ast.For)):
        yield ast.Pass()


class Swap(ast.NodeTransformer):
    """Put one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST):
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def in_solution(tree: ast.AST, source: str) -> list[ast.AST]:
    """List the nodes of the solution regions, leaving out what errors say."""
    inside, marked = False, set()
    for number, line in enumerate(source.splitlines(), 1):
        inside = "BEGIN SOLUTION" in line or inside and "END SOLUTION" not in line
        marked |= {number} if inside else set()
    said = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Raise, ast.JoinedStr))
        for part in ast.walk(node)
        if part is not node
    }
    return [
        node
        for node in ast.walk(tree)
        if id(node) not in said
        and (
            isinstance(node, ast.comprehension) or getattr(node, "lineno", 0) in marked
        )
    ]


def mutants(source: str) -> dict[str, str]:
    """Make all mutants of a solution: {what changed: the changed source}."""
    tree = ast.parse(source)
    before = ast.unparse(tree)
    found = {}
    for node in in_solution(tree, source):
        for new in changes(node):
            changed = ast.unparse(Swap(node, new).visit(tree))
            Swap(new, node).visit(tree)  # undo
            lines = difflib.ndiff(before.splitlines(), changed.splitlines())
            lines = [line for line in lines if line[:2] in ("- ", "+ ")]
            was = "; ".join(line[2:].strip() for line in lines if line[0] == "-")
            now = "; ".join(line[2:].strip() for line in lines if line[0] == "+")
            if lines:
                found[f"{was} -> {now}"] = changed
    return found


EXERCISES = [(n, e) for n in readable_lessons() for e in load_lesson(n).solutions]


@pytest.fixture(scope="session")
def running(request, examiner):
    """Start the mutants of all selected exercises: {(lesson, exercise): futures}."""
    selected = [
        (item.callspec.params["name"], item.callspec.params["exercise"])
        for item in request.session.items
        if "running" in getattr(item, "fixturenames", ())
    ]
    return {
        (name, exercise): {
            label: examiner.submit(
                load_lesson(name).program(
                    {exercise: source}, load_lesson(name).own_checks(exercise)
                ),
                enough=lambda _, verdict: bool(verdict),
            )
            for label, source in mutants(load_lesson(name).solutions[exercise]).items()
        }
        for name, exercise in selected
    }


def listed() -> dict[str, dict[str, str]]:
    """Read the list of equivalent mutants: {"lesson/exercise": {mutant: reason}}."""
    tables = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return {
        key: {entry["mutant"]: entry["reason"] for entry in entries}
        for key, entries in tables.items()
    }


@pytest.mark.parametrize("name, exercise", EXERCISES)
def test_every_change_of_a_solution_is_noticed(name, exercise, running, tally):
    key = f"{name}/{exercise}"
    checks = load_lesson(name).own_checks(exercise)
    futures = running[name, exercise]
    survivors = {
        label
        for label, future in futures.items()
        if not any(future.result()[check] for check in checks)
    }
    equivalent = set(listed().get(key, {}))
    holes, stale = survivors - equivalent, equivalent - survivors
    killed = len(futures) - len(survivors)
    tally(key, "mutants killed", killed, len(futures) - len(survivors & equivalent))
    assert not holes, (
        f"the checks of {key} do not notice these changes; write a better check, or "
        f"list them in {EQUIVALENT.name} with a reason:\n" + "\n".join(sorted(holes))
    )
    assert not stale, (
        f"{EQUIVALENT.name} lists mutants of {key} that are noticed or no longer made; "
        "remove them:\n" + "\n".join(sorted(stale))
    )


def test_the_list_names_exercises_that_exist():
    known = {f"{name}/{exercise}" for name, exercise in EXERCISES}
    gone = [k for k in listed() if k not in known and k.split("/")[0] in lesson_names()]
    assert not gone, f"{EQUIVALENT.name} names {gone}, which are no exercises"


def test_a_mutant_differs_in_one_place():
    source = (
        "def f(a, b):\n    # BEGIN SOLUTION\n    return a + b[1:]\n    # END SOLUTION\n"
    )
    assert mutants(source).keys() == {
        "return a + b[1:] -> return a - b[1:]",
        "return a + b[1:] -> return a + b[2:]",
        "return a + b[1:] -> return a + b[0:]",
        "return a + b[1:] -> return a + b[:]",
        "return a + b[1:] -> return",
    }
