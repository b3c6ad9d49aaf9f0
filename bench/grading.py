"""Plain nbgrader against `python -m grading`: seconds a notebook and peak memory.

    python -m bench.grading [--students 12] [--lessons 01 04] [--plain 12]

A class of our own and the examiners' right and wrong answers is made in build/ and
graded from nothing with 1 and 2 workers, isolation on, feedback and tables included.
nbgrader's time is that of making the assignment, once a lesson, and of its autograde
step, which runs every cell, training and figures too. It does one notebook after the
other, so that a student or two, `--plain`, tell its seconds a notebook (of one, making
the assignments is about a twelfth); 0 leaves it out, 12 measures all.

The load is the mean number of processes that wanted a core meanwhile: above the number
of cores, something else was at work and the seconds are too many.
"""

import argparse
import csv
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from authoring.lesson import lesson_names, load_lesson
from grading.demo import example, hand_in
from helpers.commands import in_words

OUT = Path("build/bench/grading")
PLAIN = """
import sys
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
root, lesson = sys.argv[1:]
patient = Config(Execute={"timeout": 3600})  # a training cell may take its time

for kind, student in ((GenerateAssignment, "."), (Autograde, "*")):
    directory = CourseDirectory(
        root=root, db_url=f"sqlite:///{root}/gradebook.db",
        assignment_id=lesson, student_id=student,
    )
    kind(coursedir=directory, config=patient).start()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=12)
    parser.add_argument("--lessons", nargs="+", default=[])
    parser.add_argument("--plain", type=int, default=1, help="students under nbgrader")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    names = lesson_names(options.lessons)
    shutil.rmtree(OUT, ignore_errors=True)
    handed = make_class(options.students, names)
    count = options.students * len(names)
    print(f"{count} notebooks, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}")
    with (OUT / "table.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["how", "notebooks", "seconds each", "a minute", "MB", "load"])
        for workers in options.workers:
            graded = OUT / f"graded-{workers}"
            words = [sys.executable, "-m", "grading", str(handed), "--out", str(graded)]
            words += ["--workers", str(workers), "--lessons", *names]
            row = f"grading, {workers} workers", count, *measured(words, count)
            report(table, *row)
        if options.plain:
            count = options.plain * len(names)
            report(table, "plain nbgrader", count, *plain(options.plain, names))


def report(table, how: str, count: int, seconds: float, peak: float, load: float):
    line = [how, count, f"{seconds:.2f}", f"{60 / seconds:.1f}", round(peak / 2**20)]
    line.append(f"{load:.1f}")
    table.writerow(line)
    print(
        "{:18} {} notebooks: {} s each, {} a minute, {} MB; load {}".format(*line),
        flush=True,
    )


def make_class(students: int, names: list[str]) -> Path:
    """Every third student is half wrong, in changing ways."""
    handed = OUT / "handed"
    for number in range(students):
        for name in names:
            lesson = load_lesson(name)
            answers = lesson.solved | example(lesson, "right", number)
            if number % 3 == 2:
                answers |= dict(list(example(lesson, "wrong", number).items())[::2])
            hand_in(handed, f"student{number:02}", lesson, answers)
    return handed


def plain(students: int, names: list[str]) -> tuple[float, float, float]:
    """Seconds a notebook, peak memory and load of nbgrader's own way."""
    root = (OUT / "plain").resolve()
    found = []
    for name in names:
        lesson = load_lesson(name)
        source = root / "source" / name
        source.mkdir(parents=True)
        shutil.copy(f"solutions/{name}.ipynb", source)
        for number in range(students):
            answers = lesson.solved | example(lesson, "right", number)
            path = hand_in(root / "made", f"student{number:02}", lesson, answers)
            folder = root / "submitted" / f"student{number:02}" / name
            folder.mkdir(parents=True)
            shutil.copy(path, folder)
        words = [sys.executable, "-c", PLAIN, str(root), name]
        found.append(measured(words, students))
    seconds, peaks, loads = zip(*found, strict=True)
    return sum(seconds) / len(names), max(peaks), max(loads)


def measured(words: list[str], count: int) -> tuple[float, float, float]:
    """Run a command: seconds on the clock for each of `count`, peak bytes, load."""
    begun, peak, loads = time.monotonic(), 0, []
    programs = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    process = psutil.Popen(
        words,
        stdout=subprocess.DEVNULL,
        env={"PATH": programs, "HOME": str(Path.home())},
    )
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.5):
            peak = max(peak, memory(process))
            loads.append(os.getloadavg()[0])

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    done.set()
    watcher.join()
    if code:
        raise RuntimeError(f"{words[:4]} failed with {code}")
    seconds = (time.monotonic() - begun) / count
    return seconds, peak, sum(loads) / max(1, len(loads))


def memory(process: psutil.Process) -> int:
    """Proportional memory of a process and all that it started."""
    total = 0
    try:
        for each in [process, *process.children(recursive=True)]:
            try:
                total += each.memory_full_info().pss
            except psutil.Error:
                continue
    except psutil.Error:
        pass
    return total


if __name__ == "__main__":
    with in_words("bench.grading"):
        main()
