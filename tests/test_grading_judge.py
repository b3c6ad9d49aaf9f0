"""Checks give through box and judge what they give in a notebook."""

import os
from pathlib import Path

import nbformat
import pytest
from grading_tools import LESSONS, lesson, needs_a_box, passed, verdicts

from grading.intake.notebooks import ingest

pytestmark = needs_a_box

ROOT = Path(__file__).resolve().parent.parent
EVERY = bool(os.environ.get("EVERY_ANSWER"))  # an hour: else one wrong an exercise
ALWAYS = {"right_closure", "right_slopes_by_group", "wrong_other_pace"}  # optimizers


def some_answers() -> list[Path]:
    found = []
    for number, name in LESSONS.items():
        for exercise in lesson(number).stubs:
            folder = ROOT / "tests" / "answers" / name / exercise
            files = sorted(folder.glob("*.py"), reverse=True)  # wrong ones first
            found += [f for f in files if EVERY or f == files[0] or f.stem in ALWAYS]
    return found


@pytest.mark.parametrize("number", LESSONS)
def test_our_solutions_get_full_marks(number):
    results = verdicts(number, {})
    assert list(results) == list(lesson(number).checks)
    assert passed(results), {n: r for n, r in results.items() if r["message"]}


@pytest.mark.parametrize("file", some_answers(), ids=lambda f: "/".join(f.parts[-3:]))
def test_answers_are_judged_as_in_a_notebook(file):
    exercise, number = file.parts[-2], file.parts[-3][:2]
    results = verdicts(number, {exercise: file.read_text()}, exercise)
    assert passed(results) == file.name.startswith("right"), results


def test_an_answer_that_dies_costs_its_own_points_only():
    results = verdicts("04", {"padding_mask": "import os\nos._exit(3)"})
    lost = {name for name, result in results.items() if result["reason"] != "passed"}
    assert lost == {"padding_mask-shown", "padding_mask-hidden"}
    assert "exit code 3" in results["padding_mask-shown"]["message"]


def test_an_endless_cell_costs_its_own_points_only():
    results = verdicts("03", {"tokenize": "while True:\n    pass"}, seconds=2)
    lost = {name for name, result in results.items() if result["reason"] != "passed"}
    assert lost == {"tokenize-shown", "tokenize-hidden"}
    assert "longer than 2 s" in results["tokenize-shown"]["message"]


def test_an_exception_is_told_with_its_line():
    answer = "def causal_mask(length):\n    mask = length\n    return mask[0]"
    results = verdicts("04", {"causal_mask": answer}, "causal_mask")
    assert "line 3 of your answer" in results["causal_mask-shown"]["message"]


def test_an_error_of_the_answers_own_cell_is_told_though_the_check_asks():
    answer = "import re\nWORD = re.compil('x')\n"
    told = verdicts("03", {"tokenize": answer}, "tokenize")["tokenize-shown"]
    assert told["reason"] == "error"
    assert "compil" in told["message"] and "answer's cell was run" in told["message"]


def test_honest_oddities_cost_nothing():
    answer = """%pip install -q torch
!nvidia-smi
%matplotlib inline
import sys
import warnings
from google.colab import drive, userdata
from google.colab.patches import cv2_imshow
from IPython.display import clear_output
from tqdm import tqdm
try:
    import google.colab
    %time drive.mount("/content/drive")
except ImportError:
    pass
%time length_of_old = 3
def causal_mask(length):
    warnings.warn("an honest warning")
    print("thinking", file=sys.stderr)
    display(length_of_old)
    for _ in tqdm(range(3)):
        pass
    return torch.ones(length, length, dtype=torch.bool).tril()
"""
    of = lesson("04")
    cells = nbformat.writes(of.handed_in(of.solved | {"causal_mask": answer}))
    work = ingest(f"{of.name}.ipynb", cells.encode(), [of])
    assert not work.repairs and "get_ipython" in work.answers["causal_mask"]
    results = verdicts("04", work.answers, "causal_mask")
    assert passed(results), results
