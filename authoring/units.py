"""What a person reads in a cell, piece by piece, and the cell with other words for it.

A unit is what a translator can weigh: a paragraph, a list item, a heading, a row of a
table, a comment, a docstring, a message. Code, names, formulas and tags stay as they
are. In an f-string's unit `{...}` is code: it must come back as it was.
"""

import ast
import inspect
import io
import re
import textwrap
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeGuard

from nbformat import NotebookNode

from .markdown import pieces

WIDTH = 88
Translate = Callable[[str], str]
# Words that a person reads though they are one: what figures and tables say.
SHOWN = {"title", "label", "xlabel", "ylabel", "suptitle", "index", "columns"}
SHOWING = {"print", "text", "annotate", "legend", "bar_label"} | {
    f"{sub}{name}"
    for sub in ("", "set_", "sup", "fig")
    for name in ("title", "xlabel", "ylabel", "suptitle")
}
LETTERS = re.compile(r"[^\W\d_]{2}")  # a word, not a mark or a name of one letter
FIXED = re.compile(r"#\s*(%%|fmt:|noqa|type:|#+ (BEGIN|END) )|^#+$")
# of a folded cell: what it is, of which exercise, for how many points
TITLE = re.compile(r"# @title (?P<what>[^`]*?)( \w+, (?P<points>\d+ points?))?")
LITERAL = re.compile(
    r"(?P<prefix>[rRbBuUfF]{0,2})(?P<quote>\"\"\"|'''|\"|')"
    r"(?P<body>(?:\\.|(?!(?P=quote)).)*)(?P=quote)",
    re.S,
)


@dataclass(frozen=True)
class Unit:
    """A piece of a cell's source, [begin:end], and how other words are put there.

    Attributes:
        text: as a translator sees it, on one line unless it is a docstring.
        fill: translation -> source.
        braces: whether `{...}` in it is code.
    """

    begin: int
    end: int
    text: str
    fill: Translate
    braces: bool = False


def units(cell: NotebookNode) -> list[Unit]:
    """The units of a cell's source, in its order."""
    find = _of_markdown if cell.cell_type == "markdown" else _of_code
    found = [unit for unit in find(cell.source) if LETTERS.search(unit.text)]
    return sorted(found, key=lambda unit: unit.begin)


def translated(cell: NotebookNode, translate: Translate) -> str:
    """The cell's source with each unit's translation in its place."""
    source = cell.source
    for unit in reversed(units(cell)):
        words = translate(unit.text)
        if words != unit.text:
            source = source[: unit.begin] + unit.fill(words) + source[unit.end :]
    return source


def placeholders(text: str) -> list[str]:
    """The `{...}` of an f-string's unit, sorted; doubled braces are text."""
    return sorted(re.findall(r"\{[^{}]+\}", re.sub(r"\{\{|\}\}", "", text)))


def _of_markdown(source: str) -> Iterator[Unit]:
    for begin, end, text in pieces(source):
        yield Unit(begin, end, text, lambda words: words)


def _of_code(source: str) -> Iterator[Unit]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    yield from _comments(source, starts)
    yield from _strings(source, starts)


def _comments(source: str, starts: list[int]) -> Iterator[Unit]:
    """Comments; lines of them one below the other are one unit."""
    block: list[tuple[int, int, int]] = []  # first, last, column of each line's comment
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for token in tokens:
        if token.type != tokenize.COMMENT:
            continue
        row, column = token.start
        first, last = starts[row - 1] + column, starts[row - 1] + token.end[1]
        alone = not token.line[:column].strip()
        if title := TITLE.fullmatch(token.string):
            for part in ("what", "points"):
                if title[part]:
                    begin, end = (first + x for x in title.span(part))
                    yield Unit(begin, end, title[part], lambda words: words)
        elif FIXED.search(token.string):
            continue
        elif not alone:
            text = token.string.lstrip("# ")
            yield Unit(last - len(text), last, text, lambda words: words)
        elif block and _follows(source, block[-1], first, column):
            block.append((first, last, column))
        else:
            yield from _comment_block(source, block)
            block = [(first, last, column)]
    yield from _comment_block(source, block)


def _follows(source: str, above: tuple[int, int, int], first: int, column: int) -> bool:
    between = source[above[1] : first]
    return above[2] == column and between.strip() == "" and between.count("\n") == 1


def _comment_block(source: str, block: list[tuple[int, int, int]]) -> Iterator[Unit]:
    if block:
        begin, end, column = block[0][0], block[-1][1], block[0][2]
        lines = [source[first:last].lstrip("# ") for first, last, _ in block]
        mark = " " * column + "# "

        def fill(words: str) -> str:
            return textwrap.fill(
                words, WIDTH, initial_indent=mark, subsequent_indent=mark,
                break_long_words=False, break_on_hyphens=False,
            ).lstrip()  # fmt: skip

        yield Unit(begin, end, " ".join(lines), fill)


def _strings(source: str, starts: list[int]) -> Iterator[Unit]:
    """Docstrings, and the strings that a person reads."""
    lines = source.splitlines()

    def at(row: int, column: int) -> int:  # ast counts bytes of UTF-8
        return starts[row - 1] + len(lines[row - 1].encode()[:column].decode())

    for node, shown, is_doc in _texts(ast.parse(source)):
        begin = at(node.lineno, node.col_offset)
        end = at(node.end_lineno or 0, node.end_col_offset or 0)
        literal = source[begin:end]
        if is_doc:
            yield _docstring(literal, begin, end, node.col_offset)
            continue
        text, braces, quote = read_literal(literal)
        bare = re.sub(r"\{[^{}]*\}", "", text) if braces else text
        several = " " in bare.strip() and len(LETTERS.findall(bare)) > 1
        with_value = braces and " " in bare
        if several or ((shown or with_value) and LETTERS.search(bare)):
            yield Unit(begin, end, text, _writer(literal, braces, quote), braces)


def _texts(tree: ast.AST) -> Iterator[tuple[ast.expr, bool, bool]]:
    """Each string, whether it is certainly shown, and whether it is a docstring."""

    def walk(node: ast.AST, shown: bool) -> Iterator[tuple[ast.expr, bool, bool]]:
        if isinstance(node, ast.JoinedStr) or _is_text(node):
            yield node, shown, False
            return
        if isinstance(node, ast.Expr) and _is_text(node.value):
            yield node.value, True, True
            return
        for name, value in ast.iter_fields(node):
            inner = shown
            if isinstance(node, ast.Assert):
                inner = name == "msg"
            elif isinstance(node, ast.Raise):
                inner = True
            elif isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                inner = called in SHOWING if name == "args" else False
            elif isinstance(node, ast.keyword):
                inner = node.arg in SHOWN
            elif isinstance(node, ast.Subscript | ast.Compare):
                inner = False
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from walk(child, inner)

    yield from walk(tree, False)


def _is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _docstring(literal: str, begin: int, end: int, column: int) -> Unit:
    if not (found := LITERAL.fullmatch(literal)):
        raise ValueError(f"expected one literal, got {literal!r}")
    head, quote = found["prefix"] + found["quote"], found["quote"]
    indent, raw = "\n" + " " * column, "r" in found["prefix"].lower()
    tail = indent + quote if found["body"].endswith(indent) else quote

    def fill(words: str) -> str:
        words = words if raw else words.replace("\\", "\\\\")
        return head + re.sub(r" +(?=\n)", "", words.replace("\n", indent)) + tail

    return Unit(begin, end, inspect.cleandoc(ast.literal_eval(literal)), fill)


def read_literal(literal: str) -> tuple[str, bool, str]:
    """Text of a string, in pieces or not; whether its `{...}` is code; its quote."""
    pieces, text = list(LITERAL.finditer(literal)), ""
    braces = any("f" in piece["prefix"].lower() for piece in pieces)
    for piece in pieces:
        body, formatted = piece["body"], "f" in piece["prefix"].lower()
        raw = "r" in piece["prefix"].lower()
        parts = re.split(r"(\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})", body)
        for k, part in enumerate(parts if formatted else [body]):
            is_code = formatted and k % 2 == 1
            if not is_code and not raw:
                part = ast.literal_eval(f'"""{_safe(part)}"""') if part else ""
            if braces and not formatted:
                part = part.replace("{", "{{").replace("}", "}}")
            text += part
    return text, braces, pieces[0]["quote"]


def _safe(part: str) -> str:
    """Quotes of any kind inside a literal between three double ones."""
    return re.sub(r'(?<!\\)"', r"\"", part)


def _writer(literal: str, braces: bool, quote: str) -> Translate:
    """How a string is written again: in the same quotes, on lines where it was so."""
    quote = quote if len(quote) == 1 else quote[0]
    lines = literal.split("\n")
    indent = "\n" + " " * (len(lines[-1]) - len(lines[-1].lstrip()))

    def escape(text: str) -> str:
        text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
        return text.replace(quote, "\\" + quote)

    def fill(words: str) -> str:
        parts = re.split(r"(\{[^{}]+\})", words) if braces else [words]
        text = "".join(p if k % 2 else escape(p) for k, p in enumerate(parts))
        head = "f" + quote if braces else quote
        if len(lines) == 1:
            return f"{head}{text}{quote}"
        rows = _rows(text, WIDTH - len(indent) - len(head))
        return indent.join(f"{head}{row}{quote}" for row in rows)

    return fill


def _rows(text: str, width: int) -> list[str]:
    """Text on lines of about a width, split after blanks that lie outside braces."""
    rows = [""]
    for word in re.findall(r"(?:\{[^{}]*\}|\S)+ *| +", text):
        if rows[-1] and len(rows[-1] + word.rstrip()) > width:
            rows.append("")
        rows[-1] += word
    return rows
