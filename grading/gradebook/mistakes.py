"""Which of learners' known mistakes a check's message names.

The words are in mistakes.json, which `python -m authoring` makes of the examiners'
answers; the mistakes are told on the walkthrough's page "When it goes wrong".
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("mistakes.json")
STOPPED = "it stopped with"  # what `ask` says where an answer raised an error
REFUSED = "AssertionError: "  # of a check's own function that an answer called
SURE = 0.75  # share of the votes that one mistake needs; a longer phrase has more


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
    said, words = message.lower(), known or _known()
    for phrases in (words["exercises"].get(exercise, ()), words["anywhere"]):
        votes: Counter[int] = Counter()
        for phrase, numbers in phrases:
            if phrase in said:
                for number, answers in numbers.items():
                    votes[int(number)] += answers * len(phrase) ** 2
        if votes:
            [(number, most)] = votes.most_common(1)
            return number if most >= SURE * votes.total() else None
    return None


def title(number: int) -> str:
    return _known()["titles"][str(number)]


def told(number: int) -> dict[str, str]:
    """{"symptom", "cause", "cure"}: Markdown, a line each."""
    return _known()["told"][str(number)]
