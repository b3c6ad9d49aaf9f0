"""The words of a result: in the language of whoever reads them, and in English.

A result holds what the grader itself says in English, whatever the notebook's language,
and what a check says in the notebook's.
"""

import re
from functools import cache
from types import SimpleNamespace

from authoring.lesson import languages_of, load_lesson
from authoring.units import units
from helpers.language import ENGLISH
from helpers.messages import Pattern, patterns, reword, translate, translations

PLACED = re.compile(  # how judge and box say where an error was
    r" \((?:line (\d+) of your answer|when the answer's cell was run)\)$"
)
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


def _back(text: str, *where: str) -> str:
    known, shapes = _english(*where)
    whole = reword(text, known, shapes, lambda value: _back(value, *where))
    if whole != text:
        return whole
    for mark in APART.finditer(text):
        parts = text[: mark.start()], text[mark.end() :]
        head, tail = (reword(part, known, shapes) for part in parts)
        if parts != (head, tail):
            return _back(parts[0], *where) + mark[0] + _back(parts[1], *where)
    return text


@cache
def _english(code: str, lesson: str, check: str) -> tuple[dict, list[Pattern]]:
    """{what is said: it in English} of a check and the library, and the patterns."""
    known = {other: text for text, other in translations(code).items()}
    sources = (load_lesson(lesson, x).checks.get(check, "") for x in (code, ENGLISH))
    theirs, ours = (
        units(SimpleNamespace(cell_type="code", source=source)) for source in sources
    )
    if len(theirs) == len(ours):
        pairs = zip(theirs, ours, strict=True)
        known |= {other.text: unit.text for other, unit in pairs}
    return known, patterns(known)
