"""Which of learners' known mistakes a check's message names.

The words are in mistakes.json, which `python -m authoring` makes of the examiners'
answers; the mistakes are told on the walkthrough's page "When it goes wrong".
"""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

from helpers.language import ENGLISH

FILE = Path(__file__).with_name("mistakes.json")
STOPPED = "it stopped with"  # what `ask` says where an answer raised an error
REFUSED = "AssertionError: "  # of a check's own function that an answer called
# how `ask` says that a value of another kind came, all but pairs, which vary
OF_A_KIND = re.compile(
    r"(?:^(?:\S+: )?expected an? [\w ]+, |return two things, .*; )got "
    r"(nothing|a (?:list|string|float|bool|tensor|set|dictionary)|a NumPy)\b"
)
NOTHING, ANOTHER_KIND = 43, 44
SURE = 0.8  # share of the votes that one mistake needs; a longer phrase has more


@cache
def _known() -> dict:
    return json.loads(FILE.read_text(encoding="utf-8"))


def named(
    exercise: str, reason: str, message: str, known: dict | None = None
) -> int | None:
    """The number of the mistake that a failed check names.

    None where its words name none, or several. Where an answer stopped by itself the
    words are Python's, and would name any.

    Args:
        known: what mistakes.json holds, by default.
    """
    own = reason == "failed" or reason == "error" and message.startswith(REFUSED)
    if not own or STOPPED in message:
        return None
    if kind := OF_A_KIND.search(message):
        return NOTHING if kind[1].startswith("nothing") else ANOTHER_KIND
    said, votes = message.lower(), Counter[int]()
    for phrase, numbers in (known or _known())["exercises"].get(exercise, ()):
        if phrase in said:
            for number, answers in numbers.items():
                votes[int(number)] += answers * len(phrase) ** 2
    number, most = max(votes.items(), key=lambda item: item[1], default=(None, 0))
    return number if most >= SURE * votes.total() else None


def title(number: int, code: str = ENGLISH) -> str:
    return _page(code)["titles"][str(number)]


def told(number: int, code: str = ENGLISH) -> dict[str, str]:
    """{"symptom", "cause", "cure"}: Markdown, a line each."""
    return _page(code)["told"][str(number)]


def _page(code: str) -> dict:
    """Titles and texts in a language; in English where the page is not in it."""
    return _known()["languages"].get(code, _known())
