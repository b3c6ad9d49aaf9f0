"""The instructor's notebook leaves Colab's own environment alone, and goes on."""

import subprocess
import sys
import types
import zipfile
from pathlib import Path

import nbformat
import pytest

from authoring import build, packages, project, set_up

SOURCE = build.PLAIN[0]
NOTEBOOK = SOURCE.with_suffix(".ipynb")


def test_the_committed_notebook_is_what_its_source_builds():
    [(path, text)] = build.build_plain(SOURCE).items()
    assert path.read_text("utf-8") == text, "run: make notebooks"
    assert build.FIND not in text and f'VERSION = \\"{project.VERSION}\\"' in text


@pytest.fixture(scope="module")
def grader():
    """The grader's zip, or a small part of it."""
    return packages.zipped({"pyproject.toml": b"[project]"})


@pytest.fixture
def colab(tmp_path, monkeypatch, grader):
    """A runtime in an empty folder, in which every command is noted, none is run.

    Grading leaves one result more each time.
    """
    google = types.ModuleType("google.colab")
    google.drive = types.SimpleNamespace(mount=lambda path: Path(path).mkdir())
    google.files = types.SimpleNamespace(upload=lambda: {"class.zip": b""})
    monkeypatch.setitem(sys.modules, "google", types.ModuleType("google"))
    monkeypatch.setitem(sys.modules, "google.colab", google)
    monkeypatch.chdir(tmp_path)
    (tmp_path / set_up.GRADER).write_bytes(grader)
    commands = []

    def run(words, check, **options):
        commands.append(words)
        if "venv" in words:
            (tmp_path / "grader/lib/python3.13/site-packages").mkdir(parents=True)
        if "grading" in words:
            results = tmp_path / "graded" / "results"
            results.mkdir(parents=True, exist_ok=True)
            (results / f"{len(list(results.iterdir()))}.json").touch()
            (tmp_path / "graded/grades.csv").write_text("student,score\nann,1\n")

    monkeypatch.setattr(subprocess, "run", run)
    return commands


def run_all(text: str = "", **settings) -> dict:
    every = nbformat.reads(text or NOTEBOOK.read_text("utf-8"), as_version=4).cells
    first, *others = [cell.source for cell in every if cell.cell_type == "code"]
    names = {}
    exec(first, names)
    names |= settings
    for source in others:
        exec(source, names)
    return names


def test_everything_goes_into_an_environment_of_its_own(colab, tmp_path):
    (tmp_path / "submissions").mkdir()
    run_all(
        SUBMISSIONS=str(tmp_path / "submissions"),
        GRADED=str(tmp_path / "drive" / "graded"),
        LESSONS="01 04",
    )
    python = str(tmp_path / "grader" / "bin" / "python")
    installs = [words for words in colab if "pip" in words]
    assert len(installs) == 1
    assert installs[0][3:5] == ["--python", python]
    grades = colab[-1]
    assert grades[:3] == [python, "-m", "grading"]
    assert grades[-3:] == ["--lessons", "01", "04"]
    assert (tmp_path / "course" / "pyproject.toml").exists()
    borrowed = (tmp_path / "grader/lib/python3.13/site-packages/colab.pth").read_text()
    assert any(Path(path).name.endswith("-packages") for path in borrowed.splitlines())


def test_a_new_runtime_goes_on_with_what_was_graded(colab, tmp_path):
    (tmp_path / "class.zip").touch()
    where = {"SUBMISSIONS": "upload", "GRADED": str(tmp_path / "mine" / "graded")}
    run_all(**where, BOXED=False)
    assert colab[-1][-1] == "--trusted"
    for folder in (
        "graded",
        "grader",
        "drive",
        "course",
    ):  # Colab took the runtime away
        (tmp_path / folder).rename(tmp_path / f"gone-{folder}")
    run_all(**where)
    with zipfile.ZipFile(tmp_path / "mine" / "graded.zip") as archive:
        assert {"results/0.json", "results/1.json"} <= set(archive.namelist())
    assert (tmp_path / "mine" / "graded.csv").read_text().startswith("student,score")


def test_a_folder_that_is_not_there_is_named(colab, tmp_path):
    with pytest.raises(AssertionError, match="nowhere is not there; name it above"):
        run_all(SUBMISSIONS=str(tmp_path / "nowhere"))


def test_without_the_grader_it_says_where_it_looked(colab, tmp_path):
    (tmp_path / set_up.GRADER).unlink()
    (tmp_path / "submissions").mkdir()
    with pytest.raises(AssertionError, match=f"(?s)not found.*no {set_up.GRADER}"):
        run_all(SUBMISSIONS=str(tmp_path / "submissions"))


def test_a_released_notebook_carries_the_grader(colab, tmp_path, grader):
    values = {"carried": grader, "sha256": "0" * 64}
    [text] = build.build_plain(SOURCE, **values).values()
    (tmp_path / set_up.GRADER).unlink()
    (tmp_path / "submissions").mkdir()
    run_all(text, SUBMISSIONS=str(tmp_path / "submissions"), GRADED="mine/graded")
    assert (tmp_path / "course" / "pyproject.toml").read_text() == "[project]"
