"""Which of learners' known mistakes a check's message names.

The words are in mistakes.json, which `python -m authoring` makes of the examiners'
answers; the mistakes are told on the walkthrough's page "When it goes wrong".
"""

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("mistakes.json")


@cache
def _known() -> dict:
    return json.loads(FILE.read_text(encoding="utf-8"))


def named(exercise: str, message: str, known: dict | None = None) -> int | None:
    """The number of the mistake, None where the message names none.

    Args:
        known: what mistakes.json holds, by default.
    """
    said, words = message.lower(), known or _known()
    for phrase, number in [*words["exercises"].get(exercise, ()), *words["anywhere"]]:
        if phrase in said:
            return number
    return None


def title(number: int) -> str:
    return _known()["titles"][str(number)]


def told(number: int) -> dict[str, str]:
    """{"symptom", "cause", "cure"}: Markdown, a line each."""
    return _known()["told"][str(number)]
