"""Which words of a check name which known mistake: grading/gradebook/mistakes.json.

Read from the examiners' wrong answers, whose lines `# mistake 13: triangle` give the
number of the mistake (book/wrong.md) and what the failing check says of it. What the
book tells of each mistake goes along: whoever reads feedback may not have the book.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from .project import ROOT

FILE = ROOT / "grading" / "gradebook" / "mistakes.json"
PHRASE = re.compile(r"^# mistake (\d+): *(.+)$", re.M)
SHOWN = 3  # of an exercise's mistakes, in its notebook
OF_ALL = "44"  # another kind of value: made everywhere, so not told of each exercise
NOTHING = 43  # the grader knows it by what `ask` says: "return" stands in many hints
TITLE = re.compile(r"^### (\d+) · (.+)$", re.M)
PARTS = ("symptom", "cause", "cure")  # in any language; a switch is a link, no part
PART = re.compile(r"^\S[^\n]*\n: (?!<a )(.+?)(?=\n\n|\Z)", re.M | re.S)
LINK = re.compile(r"\[([^]]+)\]\([^)]*\)")
FORMULA = re.compile(r"\$([^$]+)\$")
SIGNS = {r"\sqrt ": "√", r"\infty": "∞", "^0": "⁰", r"\text{heads}": "heads", "-": "−"}


def build_mistakes(
    root: Path = ROOT,
    without: Collection[Path] = (),
    pages: Mapping[str, str] | None = None,
) -> dict[Path, str]:
    """{the file: its text}: titles and texts by number, for each exercise its phrases.

    Each phrase has {number: how many answers give it that number}. Nothing where the
    answers are not: what was released goes without them.

    Args:
        without: files of answers that nothing is learnt from.
        pages: {language: the book's page in it}.
    """
    page, answers = root / "book" / "wrong.md", root / "tests" / "answers"
    if not (page.exists() and answers.exists()):
        return {}
    book = page.read_text("utf-8")
    found: dict[str, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
    for path in sorted(set(answers.glob("*/*/wrong_*.py")) - set(without)):
        for number, phrase in PHRASE.findall(path.read_text("utf-8")):
            if int(number) != NOTHING:
                found[path.parent.name][phrase.strip().lower()][int(number)] += 1
    exercises = {
        exercise: [
            [phrase, dict(sorted(numbers.items()))]
            for phrase, numbers in sorted(phrases.items())
        ]
        for exercise, phrases in sorted(found.items())
    }
    content = {
        **page_of(book),
        "exercises": exercises,
        "languages": {code: page_of(text) for code, text in (pages or {}).items()},
    }
    return {FILE: json.dumps(content, indent=0, ensure_ascii=False) + "\n"}


@cache
def known_mistakes() -> dict:
    """The content of FILE, as its sources are now."""
    text = build_mistakes().get(FILE) or FILE.read_text("utf-8")
    return json.loads(text)


def often_wrong(exercise: str, mistakes: dict) -> str:
    """Markdown, folded: the mistakes that most known wrong answers make there, or "".

    Args:
        mistakes: the content of FILE.
    """
    counts: Counter[str] = Counter()
    for _, numbers in mistakes["exercises"].get(exercise, []):
        counts.update(numbers)
    del counts[OF_ALL]
    often = sorted(counts, key=lambda number: (-counts[number], int(number)))[:SHOWN]
    lines = [
        f"- **{mistakes['titles'][number]}.** {mistakes['told'][number]['symptom']}"
        for number in often
        if counts[number] > 1
    ]
    if not lines:
        return ""
    head = "<details><summary>Easy to get wrong here</summary>"
    return "\n".join([head, "", *lines, "", "</details>"])


def page_of(book: str) -> dict[str, dict]:
    """Titles and texts by number, of the page "When it goes wrong" in any language."""
    _, *pieces = TITLE.split(book)
    return {
        "titles": dict(zip(pieces[::3], pieces[1::3], strict=True)),
        "told": {
            number: dict(zip(PARTS, map(plain, PART.findall(piece)), strict=True))
            for number, piece in zip(pieces[::3], pieces[2::3], strict=True)
        },
    }


def plain(text: str) -> str:
    """Markdown in one line, without links, its formulas in plain signs."""
    text = LINK.sub(r"\1", " ".join(text.split()))
    return FORMULA.sub(lambda found: _signs(found[1]), text)


def _signs(formula: str) -> str:
    for name, sign in SIGNS.items():
        formula = formula.replace(name, sign)
    return formula
