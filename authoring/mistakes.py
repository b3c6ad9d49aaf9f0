"""Which words of a check name which known mistake: grading/gradebook/mistakes.json.

Read from the examiners' wrong answers, whose lines `# mistake 13: triangle` give the
number of the mistake (book/wrong.md) and what the failing check says of it. What the
book tells of each mistake goes along: whoever reads feedback may not have the book.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection
from functools import cache
from pathlib import Path

from .project import ROOT

FILE = ROOT / "grading" / "gradebook" / "mistakes.json"
PHRASE = re.compile(r"^# mistake (\d+): *(.+)$", re.M)
SHOWN = 3  # of an exercise's mistakes, in its notebook
OF_ALL = "44"  # another kind of value: made everywhere, so not told of each exercise
NOTHING = 43  # the grader knows it by what `ask` says: "return" stands in many hints
TITLE = re.compile(r"^### (\d+) · (.+)$", re.M)
PART = re.compile(r"^(Symptom|Cause|Cure)\n: (.+?)(?=\n\n|\Z)", re.M | re.S)
LINK = re.compile(r"\[([^]]+)\]\([^)]*\)")
FORMULA = re.compile(r"\$([^$]+)\$")
SIGNS = {r"\sqrt ": "√", r"\infty": "∞", "^0": "⁰", r"\text{heads}": "heads", "-": "−"}


def build_mistakes(
    root: Path = ROOT, without: Collection[Path] = ()
) -> dict[Path, str]:
    """{the file: its text}: titles and texts by number, for each exercise its phrases.

    Each phrase has {number: how many answers give it that number}. Nothing where the
    answers are not: what was released goes without them.

    Args:
        without: files of answers that nothing is learnt from.
    """
    page, answers = root / "book" / "wrong.md", root / "tests" / "answers"
    if not (page.exists() and answers.exists()):
        return {}
    book = page.read_text("utf-8")
    titles = dict(TITLE.findall(book))
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
        "titles": titles,
        "told": told(book),
        "exercises": exercises,
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


def told(book: str) -> dict[str, dict[str, str]]:
    """{number: {"symptom", "cause", "cure"}} of the page "When it goes wrong"."""
    _, *pieces = TITLE.split(book)
    return {
        number: {name.lower(): plain(text) for name, text in PART.findall(piece)}
        for number, piece in zip(pieces[::3], pieces[2::3], strict=True)
    }


def plain(text: str) -> str:
    """Markdown in one line, without links, its formulas in plain signs."""
    text = LINK.sub(r"\1", " ".join(text.split()))
    return FORMULA.sub(lambda found: _signs(found[1]), text)


def _signs(formula: str) -> str:
    for name, sign in SIGNS.items():
        formula = formula.replace(name, sign)
    return formula
