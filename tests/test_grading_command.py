"""The command: same bytes however it is run, killed or spread; marks survive."""

import csv
import html
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from grading_tools import lesson, needs_a_box, tree

from grading.__main__ import main
from grading.demo import example, hand_in
from grading.gradebook.record import Course
from grading.judge import workers

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
LESSON = lesson("03")
# A judge that takes no time: what is tested here is what happens around it.
QUICK = """
import sys, time
from grading.judge import workers
def judged(task):
    time.sleep(0.3)
    checks = {n: {"reason": "passed", "message": ""} for n in task["checks"]}
    for name, source in task["cells"]:
        if "NotImplementedError" in source:
            told = {"reason": "unanswered", "message": "there is no answer yet"}
            checks |= {f"{name}-shown": told, f"{name}-hidden": told}
    return {"checks": checks, "seconds": 0.3}
workers.judged = judged
from grading.__main__ import main
main()
"""


@pytest.fixture(scope="module")
def handed(tmp_path_factory):
    """Three students: right, partly wrong, unreadable."""
    folder = tmp_path_factory.mktemp("handed")
    wrong = dict(list(example(LESSON, "wrong", 0).items())[:1])
    hand_in(folder, "ann", LESSON, LESSON.solved)
    hand_in(folder, "ben", LESSON, wrong)
    hand_in(folder, "cy", LESSON, LESSON.solved).write_text("{")
    return folder


def command(handed: Path, out: Path, *words: str, quick: bool = True) -> list[str]:
    start = ["-c", QUICK] if quick else ["-m", "grading"]
    words = [str(handed), "--out", str(out), "--lessons", "03", *words]
    return [sys.executable, *start, *words]


def run(*words, **kwargs) -> dict[str, bytes]:
    done = subprocess.run(
        command(*words, **kwargs), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return tree(Path(words[1]))


@pytest.fixture(scope="module")
def undisturbed(handed, tmp_path_factory):
    out = tmp_path_factory.mktemp("graded") / "out"
    begun = time.monotonic()
    content = run(handed, out, "--workers", "1")
    return out, content, time.monotonic() - begun


def rows(out: Path) -> dict[str, dict]:
    with (out / "grades.csv").open() as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_results_are_where_they_should_be(undisturbed):
    out, content, _ = undisturbed
    table = rows(out)
    assert table["ann"]["score"] == table["ann"]["max_score"] != "0"
    assert table["cy"]["score"] == "0"
    assert 0 < float(table["ben"]["score"]) < float(table["ben"]["max_score"])
    result = json.loads((out / "results" / "cy" / f"{LESSON.name}.json").read_text())
    assert "broken JSON" in result["problem"]
    assert "broken JSON" in (out / "feedback" / "cy" / "index.html").read_text()
    first = (out / "feedback" / "ben" / "index.html").read_text()
    assert re.search(r"Lessons so far: 1; \d of \d exercises passed", first)
    assert "○ no answer yet" in first
    page = out / "feedback" / "ben" / LESSON.name / f"{LESSON.name}.html"
    assert "○ no answer yet" in page.read_text()
    names = {Path(name).name for name in content if name.startswith("exports")}
    assert names == {"canvas.csv", "nbgrader.csv", f"moodle_{LESSON.name}.csv"}


def test_nothing_hidden_is_given_back(undisturbed):
    out, _, _ = undisturbed
    ours = LESSON.handed_in(LESSON.solved).cells  # ann's too
    known = "".join(cell.source for cell in [*LESSON.released.cells, *ours])
    hidden = [
        line.strip()
        for source in LESSON.checks.values()
        for line in source.partition("### BEGIN HIDDEN TESTS")[2].splitlines()
        if len(line.strip()) > 20 and line.strip() not in known
    ]
    pages = (out / "feedback").rglob("*.html")
    given = html.unescape("".join(path.read_text() for path in pages))
    assert hidden and not [line for line in hidden if line in given]


def test_two_workers_give_the_same_bytes(handed, undisturbed, tmp_path):
    assert run(handed, tmp_path / "out", "--workers", "2") == undisturbed[1]


def test_a_second_run_computes_nothing(handed, undisturbed):
    out, content, _ = undisturbed
    before = {path: path.stat().st_mtime_ns for path in (out / "results").rglob("*")}
    assert run(handed, out) == content
    assert before == {p: p.stat().st_mtime_ns for p in (out / "results").rglob("*")}


@pytest.mark.kill
def test_killed_at_five_moments_it_ends_with_the_same_bytes(
    handed, undisturbed, tmp_path, chance
):
    _, content, seconds = undisturbed
    out = tmp_path / "out"
    for _ in range(5):
        process = subprocess.Popen(
            command(handed, out),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.2, 0.9) * seconds)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert run(handed, out) == content


def test_a_mark_given_by_hand_survives_a_regrade(handed, undisturbed, tmp_path):
    folder, out = tmp_path / "handed", tmp_path / "out"
    hand_in(folder, "ann", LESSON, LESSON.solved)
    run(folder, out)
    question = LESSON.questions[0]
    with Course(out).gradebook() as book:
        grade = book.find_grade(question, LESSON.name, LESSON.name, "ann")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    extra = LESSON.handed_in(LESSON.solved)
    extra.cells.pop(1)
    path = folder / "ann" / f"{LESSON.name}.ipynb"
    path.write_text(json.dumps(extra))
    run(folder, out)
    row = rows(out)["ann"]
    assert (row["written_score"], row["to_mark"]) == ("1.5", "0")
    page = out / "feedback" / "ann" / LESSON.name / f"{LESSON.name}.html"
    assert "missing; put back" in page.read_text()


def test_a_student_cannot_put_scripts_into_the_formgrader(tmp_path):
    text = "<script>steal()</script> a < b [x](javascript:f()) $\\href{x}$\n\n[y]: z"
    bad = dict.fromkeys(LESSON.questions, text)
    hand_in(tmp_path / "handed", "ann", LESSON, bad)
    content = run(tmp_path / "handed", tmp_path / "out")
    name = f"autograded/ann/{LESSON.name}/{LESSON.name}.ipynb"
    assert b"&lt;script" in content[name] and b"[x] (java" in content[name]
    active = [b"<script", b"](java", rb"\\href", b"[y]:"]
    assert not [piece for piece in active if piece in content[name]]


def end_worker(task: dict) -> dict:
    if task["end"]:
        time.sleep(1)  # the other's result is on its way
        os._exit(1)
    return task


def test_a_scheduler_for_two_classes_mixes_no_students_and_loses_one_worker(
    monkeypatch,
):
    """Both have an Ann; what she handed in to the other class is not hers here."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(workers, "judged", end_worker)
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": ":0"}
    with (
        distributed.LocalCluster(**options, silence_logs=50) as cluster,
        distributed.Client(cluster) as other,
    ):
        theirs = other.submit(dict, course=1, key="grading-ann/04")
        theirs.result()
        at = cluster.scheduler_address
        tasks = {"ann/04": {"end": False}, "bob/04": {"end": True}}
        found = dict(workers.on_a_cluster(tasks, at))
    assert found["ann/04"] == {"end": False}
    assert "KilledWorker" in found["bob/04"]["trouble"]


@needs_a_box
def test_a_dask_cluster_gives_what_one_judge_gives(handed, tmp_path):
    pytest.importorskip("distributed")
    alone = run(handed, tmp_path / "alone", "--workers", "1", quick=False)
    started = []

    def start(*words):
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    place, address = tmp_path / "scheduler.json", "--scheduler-file"
    try:
        words = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
        start(*words, "--no-dashboard", address, str(place))
        for _ in range(2):
            start("distributed.cli.dask_worker", address, str(place), "--nthreads=1")
        while not place.exists():
            time.sleep(0.2)
        at = json.loads(place.read_text())["address"]
        spread = run(handed, tmp_path / "spread", "--scheduler", at, quick=False)
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()
    assert spread == alone
    wrong = json.loads(spread[f"results/ben/{LESSON.name}.json"])
    assert wrong["checks"][0]["reason"] == "failed"


def test_trusted_grades_without_a_box(handed, undisturbed, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/sbin")
    out = tmp_path / "out"
    run(handed, out, "--trusted", "--workers", "1", quick=False)
    table, full = rows(out), rows(undisturbed[0])["ann"]["max_score"]
    assert table["ann"]["score"] == full != table["ben"]["score"]


def test_submissions_and_results_lie_apart(handed, tmp_path):
    for out in (handed / "graded", handed.parent):
        with pytest.raises(SystemExit, match="lie in each other"):
            main([str(handed), "--out", str(out)])


def test_a_missing_box_refuses_to_grade(handed, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit, match="bubblewrap.*was not found.*--trusted"):
        main([str(handed), "--out", str(tmp_path), "--lessons", "03"])
