"""The words of a result: in the language of whoever reads them, and in English.

A result holds what the grader itself says in English, whatever the notebook's language,
and what a check says in the notebook's.
"""

import ast
import re
from functools import cache, lru_cache

from authoring.lesson import Lesson, languages_of, load_lesson
from authoring.messages import of_python
from authoring.project import ROOT
from authoring.units import read_literal
from helpers import messages
from helpers.language import ENGLISH
from helpers.messages import Pattern, filled, patterns, readings, reword, translate

PLACED = re.compile(  # how judge and box say where an error was
    r" \((?:line (\d+) of your answer|when the answer's cell was run)\)$"
)
ASK = ROOT / "helpers" / "checks.py"  # read, not imported: it would bring torch
APART = re.compile(r"; |: ")  # where one message has been put behind another


def language(result: dict) -> str:
    """The code of the language of the notebook that was graded."""
    code = result.get("language", ENGLISH)  # an old result has none
    return code if code in languages_of(result["lesson"]) else ENGLISH


def said(text: str, code: str) -> str:
    """What the grader says, as a whole or in its parts, and where it was.

    Names, and what isn't known, stay as they are.
    """
    if code == ENGLISH:
        return text
    if found := PLACED.search(text):
        return f"{said(text[: found.start()], code)} ({_place(found[1], code)})"
    whole = translate(text, code)
    if whole != text:
        return whole
    head, mark, tail = text.partition(": ")
    return f"{translate(head, code)}: {said(tail, code)}" if mark else text


def _place(number: str | None, code: str) -> str:
    if number:
        return translate(f"line {number} of your answer", code)
    return translate("when the answer's cell was run", code)


def in_english(text: str, result: dict, check: str) -> str:
    """What a check of a result says, as its English notebook would say it."""
    code = language(result)
    return text if code == ENGLISH else _back(text, code, result["lesson"], check)


@lru_cache(maxsize=10_000)
def _back(text: str, *where: str) -> str:
    """A text in English, as a whole or in its parts; unknown ones stay."""
    known, shapes = _english(*where)
    if text in known:
        return known[text]
    best, most = text, -1
    for english, values in readings(text, shapes):
        if text in values.values():  # of a text that is nothing but a value
            continue
        back = {place: _back(value, *where) for place, value in values.items()}
        understood = sum(back[place] != values[place] for place in back)
        if understood > most:
            best, most = filled(english, back), understood
    if best != text:
        return best
    for mark in APART.finditer(text):
        parts = text[: mark.start()], text[mark.end() :]
        head, tail = (reword(part, known, shapes) for part in parts)
        if parts != (head, tail):
            return _back(parts[0], *where) + mark[0] + _back(parts[1], *where)
    return text


@cache
def _english(code: str, lesson: str, check: str) -> tuple[dict, list[Pattern]]:
    """{what is said: it in English} of a check and of `ask`, and the patterns."""
    table = messages.translations(code)
    asking = of_python(ASK.read_text(encoding="utf-8"))
    known = {table[text]: text for text in asking if text in table}
    theirs, ours = (_said(load_lesson(lesson, x), check) for x in (code, ENGLISH))
    if len(theirs) == len(ours):
        known |= dict(zip(theirs, ours, strict=True))
    return known, patterns(known)


def _said(lesson: Lesson, check: str) -> list[str]:
    """All strings of a check, in its order; of an old one, that has gone, none."""
    source = lesson.checks.get(check, "")
    found = []

    def collect(node: ast.AST) -> None:
        plain = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if plain or isinstance(node, ast.JoinedStr):
            found.append(read_literal(ast.get_source_segment(source, node) or "")[0])
            return
        for child in ast.iter_child_nodes(node):
            collect(child)

    collect(ast.parse(source))
    return found
