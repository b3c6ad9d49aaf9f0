"""Which words of a check name which known mistake: grading/gradebook/mistakes.json.

Read from the examiners' wrong answers, whose lines `# mistake 13: triangle` give the
number of the mistake (book/wrong.md) and what the failing check says of it.
"""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

from .project import ROOT

FILE = ROOT / "grading" / "gradebook" / "mistakes.json"
PHRASE = re.compile(r"^# mistake (\d+): *(.+)$", re.M)
TITLE = re.compile(r"^### (\d+) · (.+)$", re.M)


def build_mistakes(root: Path = ROOT) -> dict[Path, str]:
    """{the file: its text}: titles by number, and for each exercise its phrases.

    The longest phrases stand first, and each has the number that most answers give it.
    Nothing where the answers are not: what was released goes without them.
    """
    page, answers = root / "book" / "wrong.md", root / "tests" / "answers"
    if not (page.exists() and answers.exists()):
        return {}
    titles = dict(TITLE.findall(page.read_text("utf-8")))
    found: dict[str, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
    for path in sorted(answers.glob("*/*/wrong_*.py")):
        for number, phrase in PHRASE.findall(path.read_text("utf-8")):
            found[path.parent.name][phrase.strip().lower()][int(number)] += 1
    exercises = {
        exercise: [
            [phrase, max(sorted(numbers), key=lambda n: numbers[n])]
            for phrase, numbers in sorted(
                phrases.items(), key=lambda item: (-len(item[0]), item[0])
            )
        ]
        for exercise, phrases in sorted(found.items())
    }
    content = {"titles": titles, "exercises": exercises}
    return {FILE: json.dumps(content, indent=0, ensure_ascii=False) + "\n"}
