"""An answer may do its worst: only what it did not reach counts against it."""

import time

import examiner as examiner_module
import pytest
from examiner import load_lesson, run

pytestmark = pytest.mark.usefixtures("examiner")  # has the imports loaded
LESSON = "01_patch_embedding"


def verdicts(*sources: str) -> list[str]:
    return list(
        run([(f"cell{k}", source) for k, source in enumerate(sources)]).values()
    )


def test_cells_share_names_and_a_failure_stops_no_later_cell():
    first, failing, last = verdicts(
        "x = 1", "assert x == 2, 'x is one'", "assert x == 1"
    )
    assert (first, failing, last) == ("", "AssertionError: x is one", "")


def test_two_runs_share_nothing():
    assert verdicts("import torch; torch.marked = True") == [""]
    assert verdicts("import torch; assert not hasattr(torch, 'marked')") == [""]


@pytest.mark.parametrize(
    "ending",
    ["raise SystemExit(0)", "raise KeyboardInterrupt", "raise BaseException()"],
)
def test_an_exit_ends_only_its_own_cell(ending):
    first, second = verdicts(ending, "assert True")
    assert first and not second


def test_a_process_that_ends_loses_the_rest():
    first, second, third = verdicts(
        "assert True", "import os; os._exit(0)", "assert True"
    )
    assert first == "" and second.startswith("not reached") and second == third


def test_an_endless_loop_is_stopped(monkeypatch):
    monkeypatch.setattr(examiner_module, "SECONDS", 1)
    loop = "while True:\n try:\n  while True: pass\n except BaseException: pass"
    first, second = verdicts("assert True", loop)
    assert first == "" and second.startswith("not reached")


def test_what_a_run_started_ends_with_it(tmp_path):
    trace = tmp_path / "trace"
    child = f"import time; time.sleep(1); open({str(trace)!r}, 'w')"
    start = (
        f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])"
    )
    assert verdicts(start) == [""]
    time.sleep(2)
    assert not trace.exists()


@pytest.mark.parametrize(
    "source",
    ["import warnings; warnings.warn('old')", "import os; os.write(2, b'old')"],
)
def test_stderr_fails_a_cell_and_stdout_does_not(source):
    assert "old" in verdicts(source)[0]
    assert verdicts("print('hello'); 5") == [""]


def test_an_error_that_cannot_be_printed_is_named():
    source = "class Sly(Exception):\n def __str__(self): raise self\nraise Sly"
    assert verdicts(source) == ["Sly"]


def test_a_run_has_everything_imported_already():
    """Thousands of runs: what each of them imported would be most of `make test`."""
    cell = "import time\nassert time.process_time() < 0.5"
    assert verdicts(cell) == [""]


def test_a_lesson_is_taken_apart_in_order():
    lesson = load_lesson(LESSON)
    cells = [cell for cell, _ in lesson.program({})]
    assert cells[:4] == [
        "imports",
        "count_patches",
        "count_patches-shown",
        "count_patches-hidden",
    ]
    assert lesson.dependents("patchify") == {"PatchEmbedding"}
    assert "BEGIN HIDDEN TESTS" in lesson.checks["patchify-hidden"]
    assert "raise NotImplementedError" in lesson.stubs["patchify"]
