"""A command that cannot go on says so in a line, whatever went wrong inside."""

import csv
import os
import subprocess
import sys

import pytest
import torch
from safetensors import SafetensorError

from helpers.commands import explain, in_words

ERRORS = [
    ValueError("expected a, got b; do c"), OSError(28, "No space left on device"),
    SafetensorError("header too large"), RuntimeError("size mismatch"), KeyError("x"),
    ZeroDivisionError("division by zero"), csv.Error("line contains NUL"),
    SyntaxError("invalid syntax"), AttributeError("no such thing"), TypeError("odd"),
    ImportError("No module named 'x'"), MemoryError(), EOFError("Ran out of input"),
    AssertionError(), NotImplementedError(), RecursionError("too deep"),
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
]  # fmt: skip


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_error_is_a_line_and_status_1(error, capsys):
    with pytest.raises(SystemExit) as stopped, in_words("some.command"):
        raise error
    assert stopped.value.code == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("some.command: ")
    assert str(error) in line or isinstance(error, OSError)
    assert len(line) > len("some.command: "), "an error without a text has a name"


def test_words_for_people_stand_alone_and_others_name_their_kind():
    assert explain(ValueError("expected a, got b")) == "expected a, got b"
    assert explain(KeyError("x")) == "KeyError: 'x'; PATCHES_TRACEBACK=1 shows where"
    assert "--batch-size" in explain(torch.OutOfMemoryError("CUDA out of memory"))
    assert "--batch-size" in explain(MemoryError())


def test_an_exit_passes_and_ctrl_c_is_130(capsys):
    with pytest.raises(SystemExit) as stopped, in_words("c"):
        raise SystemExit(3)
    assert stopped.value.code == 3
    with pytest.raises(SystemExit) as stopped, in_words("c"):
        raise KeyboardInterrupt
    assert stopped.value.code == 130
    assert capsys.readouterr().err == "c: stopped\n"


def test_a_variable_shows_where():
    code = "from helpers.commands import in_words\nwith in_words('c'): {}['x']"
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PATCHES_TRACEBACK": on},
            capture_output=True,
            text=True,
        ).stderr
        for on in ("1", "")
    ]
    assert "Traceback" in said[0] and "Traceback" not in said[1]


@pytest.mark.parametrize(
    "command",
    [
        "helpers.train",
        "helpers.caption",
        "helpers.evaluate",
        "helpers.app",
        "grading",
        "grading why",
        "authoring",
        "authoring.release",
    ],
)
def test_help_waits_for_nothing_slow(command):
    words = ["-X", "importtime", "-m", *command.split(), "--help"]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.stdout.startswith("usage: ") and "argparse" in imported
    slow = {"torch", "pandas", "matplotlib", "gradio", "nbformat", "nbgrader"}
    assert not imported & slow


def test_who_drives_the_grading_needs_no_torch():
    """The judges import it, once each; here it would cost each run 3 s of computing."""
    modules = "grading.grade, grading.judge.workers, grading.gradebook.record"
    code = f"import sys, {modules}; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
