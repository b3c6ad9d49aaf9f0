"""A notebook begins with one line, and tells of each check that passes."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from IPython.core.interactiveshell import InteractiveShell

from helpers import notebook

CHECK = "# @title Check twice, 1 point\nassert {} == 2, 'twice one is two'"


@pytest.fixture
def shell(monkeypatch):
    """A running notebook in which a lesson has begun twice."""
    shell = InteractiveShell()
    monkeypatch.setattr(notebook, "get_ipython", lambda: shell)
    notebook.start()
    notebook.start()
    yield shell
    shell.events.unregister("post_run_cell", notebook.tell_of_check)
    shell.history_manager.end_session()


def test_start_says_what_runs_where(capsys, shell):
    line = capsys.readouterr().out.splitlines()[0]
    device = r"(CPU, float32|.+, (fp16|bf16))"
    folder = re.escape(str(Path("build/data").resolve()))
    about = rf"Patches to Captions \d\S* · {device} · data in {folder}"
    assert re.fullmatch(about, line)


@pytest.mark.parametrize(
    "cell, lines", [(CHECK.format(2), 1), (CHECK.format(3), 0), ("x = 2", 0)]
)
def test_only_a_check_that_passes_is_told_of_once(shell, capsys, cell, lines):
    capsys.readouterr()
    shell.run_cell(cell)
    assert capsys.readouterr().out.count("✓ twice: the check has passed") == lines


def test_a_hidden_check_is_not_told_of(capsys):
    info = SimpleNamespace(raw_cell="# @title Hidden check of twice, 1 point")
    notebook.tell_of_check(SimpleNamespace(info=info, success=True))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "answer, told",
    [
        ("def twice(x):\n    return x + x", False),
        ("from helpers.notebook import is_ours as twice", True),
    ],
)
def test_a_short_cut_is_told_of_kindly(shell, capsys, answer, told):
    shell.run_cell(answer, store_history=True)
    capsys.readouterr()
    check = "# @title Check twice, 1 point\nassert True"
    shell.run_cell(check)
    said = capsys.readouterr().out
    assert "✓ twice" in said
    assert ("the grader will not count it" in said) == told
