"""Grade a class in which all hostile answers sit beside honest students.

    python -m bench.hostile             every file of tests/hostile
    python -m bench.hostile --some 10   each tenth of them

One student a hostile answer, whose other answers are our own; beside them two honest
students a lesson, with our own answers to all. They are graded as by an instructor: no
honest point may be lost, no undeserved one gained. Prints the time of the batch.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from authoring.lesson import lesson_names, load_lesson
from authoring.project import ROOT
from grading.demo import hand_in
from helpers.commands import in_words

HOSTILE = ROOT / "tests" / "hostile"
HEAD = re.compile(r"^# exercise: (\d\d) (\w+)$", re.M)
DESERVES = re.compile(r"^# deserves: (\d+)$", re.M)
SECONDS = 3  # of computing, a check
MEMORY = 800  # MB a check, as in tests/test_grading_hostile.py: some hold 1,200


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.hostile", description=__doc__[:74])
    parser.add_argument("--some", type=int, default=1, help="each so many-th file")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with in_words(parser.prog), tempfile.TemporaryDirectory() as folder:
        files = sorted(HOSTILE.glob("*.py"))[:: given.some]
        most = make_class(Path(folder) / "class", files)
        out, began = Path(folder) / "graded", time.monotonic()
        command = [sys.executable, "-m", "grading", str(Path(folder) / "class")]
        command += ["--out", str(out), "--seconds", str(SECONDS)]
        command += ["--memory", str(MEMORY), "--workers", str(given.workers)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        seconds = time.monotonic() - began
        if done.returncode:
            raise ValueError(f"grading ended with {done.returncode}: {done.stderr}")
        compare(points(out), most, seconds)


def make_class(folder: Path, files: list[Path]) -> dict[tuple[str, str], float]:
    """Hand everything in; {(student, lesson): the most points that are deserved}."""
    most = {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        number, exercise = HEAD.search(text).groups()
        lesson = load_lesson(lesson_names([number])[0])
        hand_in(folder, file.stem, lesson, lesson.solved | {exercise: text})
        deserved = DESERVES.search(text)
        own = [c for c in lesson.checks if c.rpartition("-")[0] == exercise]
        lost = sum(lesson.points[c] for c in own) - int(deserved[1] if deserved else 0)
        most[file.stem, lesson.name] = all_points(lesson) - lost
        for student in ("honest-one", "honest-two"):
            if (student, lesson.name) not in most:
                hand_in(folder, student, lesson, lesson.solved)
                most[student, lesson.name] = all_points(lesson)
    return most


def all_points(lesson) -> float:
    """Of its checks; questions are marked by hand."""
    return sum(lesson.points[check] for check in lesson.checks)


def points(out: Path) -> dict[tuple[str, str], float]:
    """{(student, lesson): points of the checks that passed}, from the results."""
    table = {}
    for file in (out / "results").rglob("*.json"):
        result = json.loads(file.read_text(encoding="utf-8"))
        lesson = load_lesson(result["lesson"])
        table[result["student"], lesson.name] = sum(
            c["score"] for c in result["checks"]
        )
    return table


def compare(got: dict, most: dict, seconds: float) -> None:
    rows = pd.DataFrame(
        [(*key, got.get(key), most[key]) for key in most],
        columns=["student", "lesson", "points", "deserved at most"],
    )
    honest = rows["student"].str.startswith("honest")
    lost = rows[honest & (rows["points"] != rows["deserved at most"])]
    gained = rows[~honest & (rows["points"] > rows["deserved at most"])]
    missing = rows[rows["points"].isna()]
    print(
        f"{len(rows)} notebooks, {(~honest).sum()} of them hostile, in {seconds:.0f} s "
        f"({seconds / len(rows):.1f} s each); honest points lost by {len(lost)}, "
        f"undeserved gained by {len(gained)}, without a result {len(missing)}"
    )
    if len(lost) or len(gained) or len(missing):
        raise ValueError(pd.concat([lost, gained, missing]).to_string(index=False))


if __name__ == "__main__":
    main()
