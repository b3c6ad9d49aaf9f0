"""A notebook begins with one line, and tells of each check that passes."""

import re
from types import SimpleNamespace

import pytest
from IPython.core.interactiveshell import InteractiveShell

from helpers import notebook

CHECK = "# Check twice, 1 point.\nassert {} == 2, 'twice one is two'"


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
    assert re.fullmatch(r"Patches to Captions \d\S* is ready on (cpu|cuda)\.", line)


@pytest.mark.parametrize(
    "cell, lines", [(CHECK.format(2), 1), (CHECK.format(3), 0), ("x = 2", 0)]
)
def test_only_a_check_that_passes_is_told_of_once(shell, capsys, cell, lines):
    capsys.readouterr()
    shell.run_cell(cell)
    assert capsys.readouterr().out.count("✓ twice: the check has passed") == lines


def test_a_hidden_check_is_not_told_of(capsys):
    info = SimpleNamespace(raw_cell="# Hidden check of twice, 1 point.")
    notebook.tell_of_check(SimpleNamespace(info=info, success=True))
    assert capsys.readouterr().out == ""
