"""How often the class page names the mistake that a student has made.

    python -m bench.planted_class                       60 students, 3 lessons each
    python -m bench.planted_class --students 6 --keep FOLDER

A student's notebook is our own but for one answer, drawn from the examiners' wrong ones
whose mistake is known. The class is graded as by an instructor. What the page knows of
the words of checks is made anew without the answers that were drawn, so that nobody is
recognised by what was learnt from their own answer.
"""

import argparse
import json
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd

from authoring.lesson import Lesson, exercise_of, lesson_names, load_lesson
from authoring.mistakes import PHRASE, build_mistakes
from authoring.project import ROOT
from grading.__main__ import main as grade
from grading.demo import hand_in
from grading.gradebook import mistakes
from helpers.commands import in_words

ANSWERS = ROOT / "tests" / "answers"
MARKER = re.compile(r"^# (breaks|mistake|why)\b.*\n", re.M)  # for the examiner's eyes


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.planted_class")
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--lessons", type=int, default=3, help="that each hands in")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="folder for the class and its pages")
    given = parser.parse_args()
    with in_words(parser.prog), tempfile.TemporaryDirectory() as folder:
        place = given.keep or Path(folder)
        drawn = make_class(place / "class", given)
        began = time.monotonic()
        grade([str(place / "class"), "--out", str(place / "graded")])
        seconds = time.monotonic() - began
        [text] = build_mistakes(without=[path for _, path in drawn.values()]).values()
        rows = compare(place / "graded", drawn, json.loads(text))
        tell(rows, seconds)


def make_class(folder: Path, given) -> dict[tuple[str, str], tuple[int, Path]]:
    """Hand everything in; {(student, lesson): (mistake, whose answer it is)}."""
    draw = random.Random(given.seed)
    pool = defaultdict(list)
    for path in sorted(ANSWERS.glob("*/*/wrong_*.py")):
        if found := PHRASE.search(path.read_text("utf-8")):
            pool[path.parts[-3]].append((int(found[1]), path))
    lessons: list[Lesson] = [load_lesson(n) for n in lesson_names() if n in pool]
    drawn = {}
    for number in range(given.students):
        student = f"student-{number:02}"
        for lesson in draw.sample(lessons, given.lessons):
            mistake, path = draw.choice(pool[lesson.name])
            answer = MARKER.sub("", path.read_text("utf-8"))
            hand_in(folder, student, lesson, lesson.solved | {path.parent.name: answer})
            drawn[student, lesson.name] = mistake, path
    return drawn


def compare(out: Path, drawn: dict, known: dict) -> list[dict]:
    """What the page says of each drawn answer."""
    rows = []
    for (student, lesson), (mistake, path) in drawn.items():
        file = out / "results" / student / f"{lesson}.json"
        checks = json.loads(file.read_text("utf-8"))["checks"]
        failed = [
            c
            for c in checks
            if c["reason"] != "passed" and exercise_of(c["name"]) == path.parent.name
        ][:1]  # as the page, which counts the first one of an exercise
        numbers = [
            mistakes.named(path.parent.name, c["reason"], c["message"], known)
            for c in failed
        ]
        first = next(filter(None, numbers), None)
        rows.append(
            {
                "answer": "/".join(path.parts[-3:]),
                "mistake": mistake,
                "named": first,
                "verdict": verdict(mistake, first, bool(failed)),
                "said": failed[0]["message"].split("\n")[0] if failed else "",
            }
        )
    return rows


def verdict(mistake: int, named: int | None, failed: bool) -> str:
    if not failed:
        return "passed"
    if named is None:
        return "not named"
    return "rightly" if named == mistake else "as another"


def tell(rows: list[dict], seconds: float) -> None:
    counts = Counter(row["verdict"] for row in rows)
    for row in rows:
        if row["verdict"] != "rightly":
            print(f"{row['verdict']}: {row['answer']} {row['mistake']} "
                  f"-> {row['named']}: {row['said'][:120]}")  # fmt: skip
    table = pd.Series(counts).rename("answers").to_frame()
    table["share"] = (table["answers"] / len(rows)).map("{:.1%}".format)
    print(table.to_string())
    print(f"{len(rows)} notebooks graded in {seconds:.0f} s")


if __name__ == "__main__":
    main()
