"""The grader works from any folder: installed from a clone, or out of its zip."""

import csv
import os
import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

import nbformat
import pytest
from grading_tools import lesson, needs_a_box
from hosts import FIRST

from authoring import packages
from authoring.project import ROOT
from authoring.release import alone

pytestmark = [pytest.mark.slow, needs_a_box]


@pytest.fixture(scope="module")
def handed(tmp_path_factory):
    """The released file of a lesson, answered, as a student hands it in."""
    folder = tmp_path_factory.mktemp("handed in, é")
    wheel = packages.build_wheel(folder)
    notebook = alone(FIRST, wheel)
    wheel.unlink()
    solved = lesson("01").solved
    for cell in notebook.cells:
        cell.source = solved.get(cell.id, cell.source)
    (folder / "ann").mkdir()
    nbformat.write(notebook, folder / "ann" / FIRST.name)
    return folder


@pytest.mark.parametrize("way", ["installed", "its zip"])
def test_a_released_notebook_gets_full_marks(way, handed, tmp_path):
    environment, place = dict(os.environ), ROOT
    if way == "its zip":
        place = tmp_path / "course"
        ZipFile(BytesIO(packages.grader_zip())).extractall(place)
        environment["PYTHONPATH"] = str(place)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    words = [sys.executable, "-m", "grading", str(handed), "--out", "graded"]
    where = "import grading; print(grading.__file__)"
    options = {"cwd": elsewhere, "env": environment, "capture_output": True}
    found = subprocess.run([sys.executable, "-c", where], text=True, **options)
    assert found.stdout.startswith(str(place))
    done = subprocess.run([*words, "--lessons", "01"], text=True, **options)
    assert done.returncode == 0, done.stderr[-2000:]
    with (elsewhere / "graded" / "grades.csv").open() as file:
        [row] = csv.DictReader(file)
    assert row["student"] == "ann" and float(row["score"]) == float(row["max_score"])
