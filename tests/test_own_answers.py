"""Stuck does not mean stopped: our answer in one line, and the hidden checks."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from helpers import answers, notebook

WRONG = "def count_patches(height, width, patch_size):\n    return height // patch_size"


@pytest.fixture
def shell(monkeypatch):
    """A notebook of lesson 01 that has begun."""
    shell = InteractiveShell()
    for module in (notebook, answers):
        monkeypatch.setattr(module, "get_ipython", lambda: shell)
    notebook.start()
    shell.run_cell("from helpers.checks import ask")
    yield shell
    shell.events.unregister("post_run_cell", notebook.tell_of_check)
    shell.history_manager.end_session()


def test_ours_takes_the_place_and_says_whose_it_is(shell, capsys):
    shell.run_cell(WRONG)
    shell.run_cell('use("count_patches")')
    assert shell.user_ns["count_patches"](height=4, width=6, patch_size=2) == 6
    capsys.readouterr()
    shell.run_cell("# @title Check count_patches, 1 point")
    assert "the grader will not count it" in capsys.readouterr().out
    shell.run_cell(WRONG)
    shell.run_cell("# @title Check count_patches, 1 point")
    assert "the grader will not count it" not in capsys.readouterr().out


def test_all_checks_run_and_change_nothing(shell, capsys):
    shell.run_cell(WRONG)
    before = set(shell.user_ns)
    capsys.readouterr()
    shell.run_cell('check("count_patches")')
    said = capsys.readouterr().out
    assert said.count("✗ count_patches, ") == 2
    assert "shown check: " in said and "hidden check: " in said
    assert {n for n in set(shell.user_ns) - before if not n.startswith("_")} == set()
    shell.run_cell('use("count_patches")\ncheck("count_patches")')
    assert capsys.readouterr().out.count("check: passed") == 2


def test_ours_is_shown_as_one_would_write_it(shell, capsys):
    shell.run_cell('solution("count_patches")')
    said = capsys.readouterr().out
    assert said.startswith("def count_patches(") and "SOLUTION" not in said
    compile(said, "shown", "exec")


def test_a_mistyped_name_is_told(shell):
    for function in (answers.use, answers.check, answers.solution):
        with pytest.raises(ValueError, match="is it 'patchify'"):
            function("patchfy")


def test_a_class_has_neither(shell, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(answers, "SOLVED", tmp_path)
    with pytest.raises(FileNotFoundError, match="made for a class"):
        answers.use("patchify")
    capsys.readouterr()
    notebook.start()
    assert "Stuck?" not in capsys.readouterr().out
