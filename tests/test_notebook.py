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


def shown(monkeypatch):
    """What cells display from now on."""
    pieces = []
    monkeypatch.setattr(notebook, "display", pieces.append)
    return pieces


def test_a_failed_cell_shows_own_lines_and_folds_the_rest(shell, capsys, monkeypatch):
    pieces = shown(monkeypatch)
    shell.run_cell(
        "import torch\n"
        "class Layer(torch.nn.Module):\n"
        "    def forward(self, x):\n"
        "        return torch.nn.functional.dropout((x, x))\n"
    )
    capsys.readouterr()
    result = shell.run_cell("Layer()(torch.ones(2))")
    assert isinstance(result.error_in_exec, TypeError)
    said = notebook.COLOURS.sub("", capsys.readouterr().out).strip().splitlines()
    assert len(said) == 3 and "site-packages" not in "".join(said), said
    assert said[0] == "<module>, line 1:  Layer()(torch.ones(2))"
    assert said[1].startswith("forward, line 4:  return torch.nn.functional.dropout")
    assert said[2].startswith("TypeError: ")
    [whole] = pieces
    assert "<details>" in whole.data and "functional.py" in whole.data


def test_a_failed_check_says_its_sentence_alone(shell, capsys, monkeypatch):
    shown(monkeypatch)
    capsys.readouterr()
    shell.run_cell(CHECK.format(3))
    said = notebook.COLOURS.sub("", capsys.readouterr().out).strip()
    assert said == "AssertionError: twice one is two"


def test_a_slip_of_syntax_is_shown_as_ever(shell, capsys, monkeypatch):
    pieces = shown(monkeypatch)
    shell.run_cell("x = (1,")
    assert "SyntaxError" in capsys.readouterr().out and not pieces


def test_a_hidden_check_is_not_told_of(capsys):
    info = SimpleNamespace(raw_cell="# @title Hidden check of twice, 1 point")
    told = SimpleNamespace(info=info, success=True, error_in_exec=None)
    notebook.tell_of_check(told)
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
