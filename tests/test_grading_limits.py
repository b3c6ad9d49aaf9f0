"""Nothing handed in costs more than its share, or counts for somebody else."""

import io
import json
import os
import subprocess
import sys
import time
import zipfile

import pytest
from grading_tools import lesson, needs_a_box

from authoring.project import ROOT
from grading.box import importable
from grading.demo import hand_in
from grading.gradebook.exports import tidy
from grading.gradebook.record import rebuilt
from grading.intake import bounded
from grading.intake.files import MOST_FILES, File, collect
from grading.intake.notebooks import Work
from grading.intake.people import safe
from grading.intake.submissions import Submission, submissions
from grading.judge import tasks, workers
from grading.limits import Limits
from grading.results import save, saved

LESSON = lesson("03")
NAME = f"{LESSON.name}.ipynb"


def notebook(*sources: str) -> bytes:
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"cells": cells}).encode()


def packed(files: dict[str, bytes], kind=zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    "cells",
    [
        ["%a\n" * 1000] * 14,
        ["a=a\n" * 50_000] * 14,
        ["x = " + "(" * 100 + "\n%a\n" * 3000] * 10,
        ["-" * 100_000 + "1"],
        ["a." * 60_000 + "b = 1"],
        ["f(" * 5_000],
    ],
    ids=["magics", "statements", "open", "minus", "dots", "calls"],
)
def test_a_notebook_that_takes_long_costs_only_its_own_student(tmp_path, cells):
    begun = time.monotonic()
    for student, data in (("ann", notebook(*cells)), ("bob", notebook("x = 1"))):
        (tmp_path / student).mkdir()
        (tmp_path / student / NAME).write_bytes(data)
    found = submissions(collect(tmp_path), [LESSON], lambda *_: "a key")
    assert {s.file.student: s.lesson for s in found}.keys() == {"ann", "bob"}
    assert not found[1].work.problem
    assert time.monotonic() - begun < 5 * bounded.SECONDS


def eat(how: str):
    while how == "time":
        pass
    return len(bytearray(2**31)) if how == "memory" else os._exit(3)


@pytest.mark.slow
@pytest.mark.parametrize(
    "how, why",
    [("time", "than 1 s"), ("memory", "MB of memory"), ("end", "ended by it")],
)
def test_a_bounded_call_ends_and_the_next_one_goes_on(monkeypatch, how, why):
    monkeypatch.setattr(bounded, "SECONDS", 1)
    monkeypatch.setattr(bounded, "PATIENCE", 100)  # its process imports torch first
    with bounded.Bounded() as call:
        with pytest.raises(bounded.TooMuch, match=why):
            call(eat, how)
        assert call(len, "four") == 4
        call.left = 0
        with pytest.raises(bounded.TooMuch, match="this student's files"):
            call(len, "four")
        call.next_student()
        assert call(len, "four") == 4
        with pytest.raises(ValueError, match="invalid literal"):
            call(int, "x")


def end_once(mark: str) -> str:
    if not os.path.exists(mark):
        open(mark, "w").close()
        os.kill(os.getpid(), 9)
    return "read"


@pytest.mark.slow
def test_a_process_ended_by_others_costs_no_file(tmp_path):
    """As when the machine runs out of memory: the file is read once more."""
    with bounded.Bounded() as call:
        assert call(end_once, str(tmp_path / "mark")) == "read"
        assert call.left > bounded.OF_ONE - bounded.SECONDS


@pytest.mark.slow
@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_is_inflated_no_further_than_there_is_room(tmp_path, kind):
    blank = notebook() + b" " * (29 * 2**20)
    many = {f"{number:03d}/{NAME}": blank for number in range(20)}
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "work.zip").write_bytes(packed(many, kind))
    begun = time.process_time()
    files = list(collect(tmp_path))
    assert sum(file.data is not None for file in files) == 5
    assert {file.problem for file in files[5:]} == {"more than 150 MB were handed in"}
    assert time.process_time() - begun < 5


@pytest.mark.slow
def test_a_crowd_of_notebooks_costs_its_student_only(tmp_path):
    """3000 empty ones in a zip of 10 MB, with names of any length."""
    many = {f"{n}/{'x' * (n % 9 * 400)}{NAME}": b"" for n in range(3000)}
    for student, content in (("ann", {NAME: notebook()}), ("bob", many)):
        (tmp_path / student).mkdir()
        (tmp_path / student / "work.zip").write_bytes(packed(content))
    files = list(collect(tmp_path))
    assert [f.student for f in files if f.data] == ["ann"]
    assert sum(f.student == "bob" for f in files) == MOST_FILES + 1
    told = {f.problem for f in files}
    assert f"more than {MOST_FILES} notebooks were handed in" in told
    found = submissions(files, [LESSON], lambda *_: "a key")
    assert all(len(str(s.work.repairs)) < 15_000 for s in found)
    assert not found[0].work.problem


@pytest.mark.parametrize(
    "given, kept",
    [
        ("Jose\u0301", "José"),
        ("हिन्दी", "हिन्दी"),
        ("Nguyễn Văn A", "Nguyễn Văn A"),
        ("a\u202eb/c", "a_b_c"),
    ],
)
def test_a_name_keeps_its_letters_and_marks(given, kept):
    assert safe(given) == kept


@pytest.mark.parametrize("mark", ["-checkpoint", "_my_checkpoint"])
def test_a_notebook_named_a_checkpoint_counts_if_it_is_the_only_one(tmp_path, mark):
    for student, name in (("ann", f"{LESSON.name}{mark}.ipynb"), ("bob", NAME)):
        (tmp_path / student).mkdir()
        (tmp_path / student / name).write_bytes(notebook())
    (tmp_path / "bob" / f"{LESSON.name}{mark}.ipynb").write_bytes(notebook())
    found = submissions(collect(tmp_path), [LESSON], lambda *_: "a key")
    assert [s.file.path for s in found] == [
        f"ann/{LESSON.name}{mark}.ipynb",
        f"bob/{NAME}",
    ]
    assert not any(s.work.problem for s in found)


def test_who_hands_in_a_zip_is_whose_it_is(tmp_path):
    theirs = {
        f"bob/zz/{NAME}": notebook(),
        f"Cy Do_12_assignsubmission_file_/{NAME}": notebook(),
        f"dan_34_56_{NAME}": notebook(),
        f"submitted/eve/{LESSON.name}/{NAME}": notebook(),
    }
    (tmp_path / "alice.zip").write_bytes(packed(theirs))
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / NAME).write_bytes(notebook())
    assert [f.student for f in collect(tmp_path)] == ["alice"] * 4 + ["bob"]
    both = {"class/alice.zip": packed(theirs), f"class/bob/{NAME}": notebook()}
    (tmp_path / "all.zip").write_bytes(packed(both))
    assert [f.student for f in collect(tmp_path / "all.zip")] == ["alice"] * 4 + ["bob"]


STRAY = [
    ".ipynb_checkpoints/03_captions_and_tokens-checkpoint.ipynb",
    "__MACOSX/._03_captions_and_tokens.ipynb",
    ".DS_Store",
    "figures/one.png",
    "timestamp.txt",
    "feedback/03_captions_and_tokens.html",
]


@pytest.mark.slow
@pytest.mark.parametrize("stray", STRAY)
@pytest.mark.parametrize("inside", [NAME, f"{LESSON.name}/{NAME}", "work.zip"])
@pytest.mark.parametrize("top", ["ada", "submitted/ada"])
def test_what_lies_about_renames_no_student(tmp_path, stray, inside, top):
    content = packed({NAME: notebook()}) if "zip" in inside else notebook()
    for name, data in ((inside, content), (stray, b"{}"), (f"../{stray}", b"{}")):
        path = tmp_path / "sub" / top / name
        if not (top == "ada" and name.startswith("../") and "/" in stray):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    found = list(collect(tmp_path / "sub"))
    assert "ada" in [file.student for file in found if file.data is not None]
    assert len([file for file in found if file.data is not None]) == 1


def test_a_helper_that_names_no_lesson_is_refused(monkeypatch, tmp_path):
    lessons = [path.name[:2] for path in (ROOT / "solutions").glob("*.py")]
    for path in (ROOT / "helpers").glob("*.py"):
        assert importable.built_in(path.read_text("utf-8")) in ["00", *lessons], path
    (tmp_path / "lstm.py").write_text("class LSTMDecoder: ...")
    monkeypatch.setattr(importable, "HELPERS", tmp_path)
    allowed = importable.allowed_helpers.__wrapped__
    assert allowed("10")["helpers/lstm.py"].startswith("raise ImportError")


def test_a_helper_is_importable_after_the_lesson_that_builds_it():
    for number, free in (("07", False), ("08", False), ("09", True)):
        note = importable.allowed_helpers(number)["helpers/lstm.py"]
        assert note.startswith("raise ImportError") != free


@pytest.mark.slow
def test_what_decides_is_all_that_judges_import():
    """Grading one notebook loads no code of ours that a result's hash leaves out."""
    code = "import sys, grading.judge.__main__, grading.intake.submissions\n"
    code += "print(*[n for n in sys.modules if n.startswith('grading.')])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    loaded = {name.split(".")[1] for name in done.stdout.split()}
    assert loaded == {*tasks.DECIDE, "limits"}, done.stderr


@pytest.mark.slow
def test_a_judge_inherits_no_flags(monkeypatch):
    flags = ["PYTHONOPTIMIZE", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONINSPECT"]
    flags += ["PYTHONWARNINGS", "PYTHONHASHSEED", "TORCH_LOGS", "OMP_NUM_THREADS"]
    for flag in flags:
        monkeypatch.setenv(flag, "7")
    assert "7" not in workers.environment().values()
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    judge = workers.Judge(trusted=True)
    try:
        work = Work(lesson=LESSON, answers=LESSON.solved)
        work.answers["tokenize"] = "def tokenize(caption):\n    return 0"
        submission = Submission(None, work, LESSON.name, "")
        asked = tasks.task(submission, Limits(), trusted=True, seconds=60)
        asked["checks"] = {"tokenize-shown": LESSON.checks["tokenize-shown"]}
        assert judge.ask(asked)["checks"]["tokenize-shown"]["reason"] == "failed"
    finally:
        judge.close()


@pytest.mark.parametrize("text", ["=1+1", "+1-a", "-a", "@ann", "\tx", " =a", "\rb"])
def test_a_spreadsheet_takes_no_text_for_a_formula(text):
    assert tidy(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1.5", "ann", "", "a=b", 3.0, -2])
def test_other_values_stay_in_a_table(text):
    assert tidy(text) == text


@pytest.mark.slow
def test_names_that_begin_like_formulas_are_quoted_in_every_table(tmp_path):
    students = ("-minus", "@at")
    for student in students:
        hand_in(tmp_path / "in", student, LESSON, {}).write_text("{")
    command = [sys.executable, "-m", "grading", "in", "--out", "out"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    tables = [
        *(tmp_path / "out" / "exports").glob("*.csv"),
        tmp_path / "out/grades.csv",
    ]
    assert len(tables) == 4
    for table in tables:
        for student in students:
            text = table.read_text()
            assert f"'{student}" in text and f",{student}" not in text, table
            assert not text.startswith(student) and f"\n{student}" not in text, table


def test_no_text_of_a_student_steers_a_terminal(tmp_path):
    bad = "\x1b[2J\x9b1m\x07\u202etxt\x7f"
    work = Work(lesson=LESSON, answers={}, repairs=[bad], problem=bad)
    file = File("ann", "", f"{bad}.ipynb", b"")
    submission = Submission(file, work, LESSON.name, "key")
    told = {"reason": "failed", "message": f"line one\n{bad}"}
    save(submission, {"tokenize-shown": told}, tmp_path)
    text = saved(submission, tmp_path)
    assert text["checks"][0]["message"].startswith(
        "line one\n\\x1b[2J\\x9b1m\\x07\\u202e"
    )
    assert not [c for c in str(text) if ord(c) < 32 or 127 <= ord(c) < 160]
    assert "\u202e" not in str(text)


@pytest.mark.parametrize(
    "text",
    [
        r"$\href{javascript:a()}{x}$", r"$\\href{x}$", r"\\\\href{x}", r"$\url{x}$",
        r"$\htmlData{a=b}{x}$", r"$\let\a\href$", r"$\style{x}{y}$", r"\&#104;ref{x}",
        "&bsol;href{x}", "[x](javascript:a())", "[x]: javascript:a()", "<b onclick=a>",
        "<!-- x -->", "&#60;script&#62;", "```mermaid\nclick a b\n```", "![x](data:x)",
    ],
)  # fmt: skip
def test_no_answer_becomes_a_link_or_a_tag(text):
    name = LESSON.questions[0]
    work = Work(lesson=LESSON, answers={name: text})
    shown = rebuilt(Submission(None, work, LESSON.name, ""))
    source = next(cell.source for cell in shown.cells if cell.id == name)
    active = [
        "\\href",
        "\\url",
        "\\html",
        "\\let",
        "\\style",
        "&#",
        "&bsol",
        "](",
        "]:",
    ]
    assert source != text
    assert not [piece for piece in [*active, "<b", "<!", "```m"] if piece in source]


def test_ordinary_formulas_stay():
    text = r"$\left(\frac{a}{b}\right) \\ \alpha < 3 \letter$ and a & b"
    name = LESSON.questions[0]
    work = Work(lesson=LESSON, answers={name: text})
    shown = rebuilt(Submission(None, work, LESSON.name, ""))
    assert next(c.source for c in shown.cells if c.id == name) == text


@needs_a_box
def test_a_full_disk_is_named(tmp_path):
    for number in range(12):
        hand_in(tmp_path / "in", f"student {number}", LESSON, {}).write_text("{")
    out = tmp_path / "small"
    out.mkdir()
    command = ["bwrap", "--dev-bind", "/", "/", "--size", str(700_000)]
    command += ["--tmpfs", str(out), sys.executable, "-m", "grading"]
    done = subprocess.run(
        [*command, str(tmp_path / "in"), "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert f"the disk of --out {out} is full; make room" in done.stderr
