"""What learners get holds no answer, no hidden check and no marking guide."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import build
from grading.release import main, release

ROOT = Path(__file__).resolve().parent.parent
TELLING = 24  # characters from which on a line says more than `return x`
PARTS = {"notebooks", "helpers", "pyproject.toml", "environment.yml", "LICENSE"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("released") / "course"
    release(folder)
    return folder


@pytest.fixture(scope="module")
def texts(folder):
    """{path: content} of all text, with notebooks as the text of their cells."""
    found = {}
    for path in folder.rglob("*"):
        if path.suffix == ".ipynb":
            cells = nbformat.read(path, as_version=4).cells
            found[path] = "\n".join(cell.source for cell in cells)
        elif path.is_file() and path.suffix != ".safetensors":
            found[path] = path.read_text("utf-8")
    return found


def secrets(kind: str) -> list[tuple[str, list[str]]]:
    """(cell, its lines) of solutions, hidden checks, or written answers."""
    found = []
    for path in sorted((ROOT / "solutions").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        released = nbformat.read(ROOT / "notebooks" / path.name, as_version=4).cells
        public = {line.strip() for c in released for line in c.source.splitlines()}
        for cell in cells:
            grader = cell.metadata.get("nbgrader")
            if not grader:
                continue
            written = cell.cell_type == "markdown"
            kinds = {"guide": written, "hidden": grader.locked and not written}
            kinds["solution"] = not any(kinds.values())
            if kinds[kind]:
                inside = cell.source.splitlines()
                inside = inside if written else build.regions(cell, cell.id)[1]
                lines = [line.strip() for line in inside]
                if kind == "hidden":  # it may share a line with the shown check
                    lines = ["" if line in public else line for line in lines]
                found.append((f"{path.stem}: {cell.id}", lines))
    assert found, f"no {kind} to look for"
    return found


def pairs(lines: list[str]) -> list[str]:
    """Every two lines in a row that say more than idioms do."""
    both = zip(lines, lines[1:], strict=False)
    return ["\n".join(two) for two in both if min(map(len, two)) >= TELLING]


def test_there_is_what_learners_need_and_nothing_else(folder):
    assert {path.name for path in folder.iterdir()} == PARTS | {"README.md"}
    names = {path.name for path in (folder / "notebooks").iterdir()}
    assert names == {path.name for path in (ROOT / "notebooks").iterdir()}
    assert {p.suffix for p in (folder / "helpers").iterdir()} <= {
        ".py", ".safetensors", ".json", ".html",
    }  # fmt: skip


def test_no_marking_guide_is_in_it(texts):
    everything = "\n".join(texts.values())
    for cell, lines in secrets("guide"):
        for line in lines:
            known = len(line) < TELLING or line not in everything
            assert known, f"{cell}: {line!r} is published"


@pytest.mark.parametrize("kind", ["hidden", "solution"])
def test_no_hidden_check_and_no_solution_is_in_it(texts, kind):
    """No two lines of one; of a helper, which solves it in another way, not all."""
    bare = {p: "\n".join(map(str.strip, t.splitlines())) for p, t in texts.items()}
    for cell, lines in secrets(kind):
        for path, text in bare.items():
            helper = kind == "solution" and path.suffix != ".ipynb"
            parts = ["\n".join(lines)] if helper else pairs(lines)
            for part in parts if len(lines) > 2 else []:
                assert part not in text, f"{cell}: {part!r} is in {path.name}"


def test_no_marker_and_no_output_is_in_it(folder, texts):
    for path, text in texts.items():
        assert not any(marker in text for marker in build.MARKERS), path
    for path in folder.glob("notebooks/*"):
        for cell in nbformat.read(path, as_version=4).cells:
            assert not cell.get("outputs") and cell.get("execution_count") is None


def test_the_readme_leads_to_every_lesson(folder):
    text = (folder / "README.md").read_text("utf-8")
    links = re.findall(r"\]\((notebooks/[^)]*)\)", text)
    notebooks = sorted(folder.glob("notebooks/*"))
    assert [folder / link for link in links] == notebooks
    for notebook in notebooks:
        assert build.badges(notebook.stem).replace("\n", " ") in text
    assert "$" not in text


def test_its_helpers_run_without_the_project(folder):
    code = "import helpers.grammar; print(helpers.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(folder), done.stderr


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "old.txt").touch()
    with pytest.raises(SystemExit, match="expected a new or an empty folder, got"):
        main([str(tmp_path)])
    assert [path.name for path in tmp_path.iterdir()] == ["old.txt"]
