"""The Python in a cell: its statements, the names that they bind and need.

Nothing is run. Source that can't be parsed has no statements.
"""

import ast
import re
import symtable
from collections import defaultdict
from collections.abc import Callable, Iterable

from IPython.core.inputtransformer2 import TransformerManager

BROKEN = (SyntaxError, ValueError, RecursionError, MemoryError)
TIMERS = re.compile(r"\s*%%(time|timeit|capture|prun)\b.*\n")  # their cell is Python
BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
MAGIC = re.compile(r"^\s*[%!?]|=\s*[%!]|\?\s*$", re.M)
MOST = 300_000  # characters times magics: IPython reads a cell again for each
NAMED = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.MatchAs,  # what a case captures
    ast.MatchStar,
)
UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")  # of no width


def plain_python(source: str) -> str:
    """Source as Python: without notebook syntax (%time, !pip, ?) and odd blanks.

    Source that is Python already, or can't be made so, comes back unchanged.
    """
    timed = TIMERS.match(source)
    lines = timed[0].count("\n") if timed else 0  # kept: errors tell a line's number
    text = "\n" * lines + source[timed.end() :] if timed else source
    mends: list[Callable[[str], str]] = [str, plain_blanks]
    if len(text) * len(MAGIC.findall(text)) < MOST:
        mends.append(TransformerManager().transform_cell)
    for mend in mends:
        try:
            text = mend(text)
            ast.parse(text)
            return text
        except Exception:  # student text: whatever is wrong shows when it is run
            continue
    return source


def plain_blanks(text: str) -> str:
    """Text with ordinary blanks, as no other is allowed in Python's lines."""
    return UNSEEN.sub("", BLANKS.sub(" ", text))


def statements(source: str) -> list[ast.stmt]:
    """Top-level statements; none if the source is broken."""
    try:
        return ast.parse(source).body
    except BROKEN:
        return []


def excerpt(source: str, nodes: list[ast.stmt]) -> str:
    """The lines of some of a source's statements."""
    lines, found = source.split("\n"), []
    for node in nodes:
        above = [part.lineno for part in getattr(node, "decorator_list", [])]
        found += lines[min([node.lineno, *above]) - 1 : node.end_lineno]
    return "\n".join(found)


def binds(node: ast.stmt) -> set[str]:
    """Names that a top-level statement binds."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    names = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names.add(part.id)
        elif isinstance(part, ast.alias):
            names.add((part.asname or part.name).split(".")[0])
        elif isinstance(part, NAMED) and part.name:
            names.add(part.name)
        elif isinstance(part, ast.MatchMapping) and part.rest:
            names.add(part.rest)
    return names


def fills(node: ast.stmt) -> set[str]:
    """Global names that calling a function binds or adds to: `global X`, X[k] = v."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return set()
    declared = {n for p in ast.walk(node) if isinstance(p, ast.Global) for n in p.names}
    own = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    own |= {name for part in node.body for name in binds(part)}
    return declared | {name for part in node.body for name in alters(part)} - own


def calls(node: ast.stmt) -> set[str]:
    """Names of the functions that a top-level statement calls, as decorators too."""
    found = {root(part) for part in getattr(node, "decorator_list", [])}
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        walked = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
        found |= {root(part.func) for part in walked}
    return found - {""}


def alters(node: ast.stmt) -> set[str]:
    """Names whose objects a top-level statement adds to: X.f = g, setattr(X, ...)."""
    found = {
        root(target)
        for target in ast.walk(node)
        if isinstance(target, (ast.Attribute, ast.Subscript))
        and isinstance(target.ctx, ast.Store)
    }
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        if isinstance(call.func, ast.Attribute):  # words.append("dog")
            found.add(root(call.func))
        elif root(call.func) == "setattr" and call.args:
            found.add(root(call.args[0]))
    for decorator in getattr(node, "decorator_list", []):
        if isinstance(decorator, ast.Call):  # @add_to(X)
            found |= loaded(decorator.args)
    return found - {""}


def root(node: ast.expr) -> str:
    """The name at the beginning of a.b[c].d, "" without one."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def builds_on(node: ast.stmt, name: str) -> bool:
    """Whether a statement changes what a name is bound to, instead of replacing it."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        at_once: list[ast.AST] = [*node.decorator_list, *node.args.defaults]
    elif isinstance(node, ast.ClassDef):
        at_once = [*node.decorator_list, *node.bases]
    else:
        at_once = [node]
    return name in loaded(at_once)


def loaded(nodes: Iterable[ast.AST]) -> set[str]:
    """Names that are read anywhere in these nodes."""
    return {
        part.id
        for node in nodes
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    }


def bound(source: str) -> set[str]:
    """Names that the statements of a source bind."""
    return {name for node in statements(source) for name in binds(node)}


def defined(source: str) -> set[str]:
    """Names of the functions and classes that a cell defines, broken ones too."""
    return set(re.findall(r"^(?:async +)?(?:def|class) +(\w+)", source, re.M))


def needs(source: str) -> list[str]:
    """Names that a piece of source takes from outside itself."""
    try:
        top = symtable.symtable(source, "<answer>", "exec")
    except BROKEN:
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


class Pool:
    """Statements of cells {place: source}, found by a name that they bind or add to."""

    def __init__(self, cells: dict[int, str]):
        found = [(n, place) for place, cell in cells.items() for n in statements(cell)]
        self.nodes = [node for node, _ in found]
        self.places = [place for _, place in found]
        self.touching: dict[str, list[int]] = defaultdict(list)
        filling: dict[str, set[str]] = defaultdict(set)
        for node in self.nodes:
            for name in binds(node) & {getattr(node, "name", None)}:
                filling[name] |= fills(node)
        for index, node in enumerate(self.nodes):
            filled = {name for call in calls(node) for name in filling[call]}
            for name in binds(node) | alters(node) | filled:
                self.touching[name].append(index)
        self.taken: set[int] = set()

    def gather(self, names: list[str], given: set[str], end: int) -> list[str]:
        """Take what makes names, directly or by way of other statements.

        What stands at a place before `end` counts; only for a name that nothing there
        makes, what stands behind it.
        """
        chosen, known, waiting = {}, set(given), list(names)
        while waiting:
            wanted = waiting.pop()
            if wanted not in known:
                known.add(wanted)
                every = self.touching.get(wanted) or self.touching.get("*", [])
                for index in [i for i in every if self.places[i] < end] or every:
                    if index not in chosen and index not in self.taken:
                        chosen[index] = ast.unparse(self.nodes[index])
                        waiting += needs(chosen[index])
        self.taken |= chosen.keys()
        return [chosen[index] for index in sorted(chosen)]
