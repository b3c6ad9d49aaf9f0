"""Messages of the library, the grader's pages and the set-up: what is translated.

In a Python file: what is raised or asserted, and what is handed to `translate` or, in a
table, to `marked`; of the grader's files only the latter, since who runs it reads
English. In HTML: the text of an element and of the attributes that are read aloud. In
JavaScript: what follows `say`.
"""

import ast
import re
from collections.abc import Iterator
from functools import partial

from helpers.messages import PLACE, translate_html

from .project import ROOT
from .rules import BuildError
from .units import LETTERS, LITERAL, read_literal

MESSAGES = "messages"
PLACES = ("helpers/**/*.*", "grading/**/*.*", "book/chapter.py", "book/conf.py")
LEAST = 3  # letters that a message has beside its values, if it begins with one
CALLED = {"translate", "marked"}
SAID = re.compile(r"\bsay(?:`((?:\\.|[^`\\])*)`|\(\"((?:\\.|[^\"\\])*)\"\))")


def messages() -> dict[str, list[str]]:
    """{message: the files that it stands in}."""
    found: dict[str, list[str]] = {}
    for places in PLACES:
        for path in sorted(ROOT.glob(places)):
            place = path.relative_to(ROOT).as_posix()
            if find := FINDERS.get(path.suffix):
                if find is of_python and place.startswith("grading/"):
                    find = partial(of_python, raised=False)
                for text in find(path.read_text(encoding="utf-8")):
                    kind = "f-string" if PLACE.search(text) else "text"
                    found.setdefault(text, []).append(f"{place}, {kind}")
    return found


def of_python(source: str, *, raised: bool = True) -> list[str]:
    """The messages of a Python file, in its order; f-strings with their `{...}`.

    Args:
        raised: whether errors count that aren't marked.

    Raises:
        BuildError: one stands inside an f-string, where Python 3.11 can't find it.
    """
    found = []

    def read(node: ast.AST) -> None:
        literal = ast.get_source_segment(source, node) or ""
        if not LITERAL.match(literal):
            raise BuildError(f"expected {ast.unparse(node)} outside an f-string")
        text, braces, _ = read_literal(literal)
        bare = re.sub(r"\{[^{}]*\}", "", text) if braces else text
        if LETTERS.search(bare):
            if text.startswith("{") and len(re.findall(r"\w", bare)) < LEAST:
                raise BuildError(
                    f"{text!r} could stand for much else: say it with more"
                )
            found.append(text)

    def collect(node: ast.AST) -> None:
        """All strings below a node, but names and what f-strings hold."""
        if _is_text(node):
            read(node)
        elif isinstance(node, ast.Dict):
            for value in node.values:
                collect(value)
        elif not (isinstance(node, ast.Call) and _called(node) in CALLED):
            for child in ast.iter_child_nodes(node):
                collect(child)

    tree = ast.parse(source)
    tables = dict(_assigned(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in CALLED:
            said = node.args[0]
            collect(tables.get(said.id, said) if isinstance(said, ast.Name) else said)
        elif raised and isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            for argument in node.exc.args:
                collect(argument)
        elif raised and isinstance(node, ast.Assert) and node.msg:
            collect(node.msg)
    return list(dict.fromkeys(found))


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of what a file assigns at its top."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value


def of_html(source: str) -> list[str]:
    """The messages of a page or a part of one."""
    found: dict[str, None] = {}

    def note(text: str, code: str | None) -> str:
        found[text] = None
        return text

    translate_html(source, say=note)
    said = of_javascript(source.replace("$$", "$"))  # a template's way to say $
    return [*found, *said]


def of_javascript(source: str) -> list[str]:
    """What is said by a program of a page: say`...${value}...`."""
    found = [tagged or plain for tagged, plain in SAID.findall(source)]
    return list(dict.fromkeys(found))


def _is_text(node: ast.AST) -> bool:
    plain = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return plain or isinstance(node, ast.JoinedStr)


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


FINDERS = {".py": of_python, ".html": of_html, ".js": of_javascript}
