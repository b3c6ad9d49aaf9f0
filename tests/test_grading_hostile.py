"""No hostile answer gains a point, or learns a line of a hidden check.

Each file of tests/hostile is an answer's cell. Its head says what it tries, on which
exercise, how many points it deserves (none, unless it says so) and, for some, how many
plain `nbgrader autograde` gives it (test_grading_plain.py).
"""

import contextlib
import os
import re
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest
from grading_tools import judge, lesson, needs_a_box, passed, verdicts

pytestmark = needs_a_box

FILES = sorted((Path(__file__).parent / "hostile").glob("*.py"))
HEAD = re.compile(r"^# exercise: (\d\d) (\w+)$", re.M)
LIMIT = 90  # s for an answer's two checks: 2 s of computing, 20 s on the clock each
SETTLE = 10  # s: a killed process has no name for a moment before it is gone


def hidden_lines(number: str) -> set[str]:
    found = set()
    for source in lesson(number).checks.values():
        inside = re.findall(r"BEGIN HIDDEN TESTS(.*)### END", source, re.S)
        found |= {line.strip() for text in inside for line in text.splitlines()}
    return {line for line in found if len(line) > 12}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_gains_nothing(file):
    text = file.read_text()
    number, exercise = HEAD.search(text).groups()
    judge()  # it takes its time to start, once
    begun = time.monotonic()
    results = verdicts(number, {exercise: text}, exercise, seconds=2)
    assert time.monotonic() - begun < LIMIT
    points = lesson(number).points
    score = sum(points[n] for n, r in results.items() if r["reason"] == "passed")
    deserved = re.search(r"^# deserves: (\d+)$", text, re.M)
    assert score <= (int(deserved[1]) if deserved else 0), results
    said = " ".join(result["message"] for result in results.values())
    assert not [line for line in hidden_lines(number) if line in said]
    assert len(said) < 5000


def test_a_broken_protocol_is_told_as_one():
    text = (Path(__file__).parent / "hostile" / "wire_verdict.py").read_text()
    results = verdicts("04", {"causal_mask": text}, "causal_mask", seconds=2)
    for result in results.values():
        assert result["reason"] == "error", results
        assert result["message"].startswith("not a message: expected"), results


def test_every_lesson_where_models_cross_the_wire_is_attacked():
    attacked = Counter(HEAD.search(file.read_text())[1] for file in FILES)
    assert len(FILES) >= 150
    for number in ("01", "02", "05", "06", "07", "08", "09", "10"):
        assert attacked[number] >= 6, f"lesson {number}: {attacked[number]} attacks"


def strangers() -> list[str]:
    """What runs below the judge besides the box: bubblewrap's two and its server."""
    running = psutil.Process(judge().process.pid).children(recursive=True)
    names = []
    for process in running:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                names.append(" ".join(process.cmdline()))
    own = [name for name in names if "grading.box import server" in name]
    return [name for name in names if name not in own] + own[3:]


def test_afterwards_all_is_well():
    """An honest answer passes, nothing runs but the judge, nothing was written."""
    assert passed(verdicts("04", {}, "causal_mask"))
    end = time.monotonic() + SETTLE
    while strangers() and time.monotonic() < end:
        time.sleep(0.1)
    assert not strangers()
    for place in ("/tmp", os.path.expanduser("~"), os.getcwd()):
        assert not (Path(place) / "hostile-was-here").exists()
    assert not Path("/tmp/owned").exists()
