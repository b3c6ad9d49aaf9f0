"""What learners get holds no answer, no hidden check and no marking guide."""

import base64
import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from authoring import packages, project, release, rules, set_up, translate
from authoring.release import main

ROOT = Path(__file__).resolve().parent.parent
TELLING = 24  # characters from which on a line says more than `return x`
PARTS = {"environment.yml", "LICENSE", "README.md", set_up.WHEEL}
REPO = "https://github.com/me/class"
LANGUAGES = pytest.mark.parametrize("code", ["", *translate.languages()])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("released") / "course"
    main([str(folder), "--students", "--address", REPO])
    return folder


@pytest.fixture(scope="module")
def texts(folder):
    """{path: content} of all text, with notebooks as the text of their cells.

    What notebooks carry is a part of the wheel, whose files are here too.
    """
    found = {}
    for path in folder.rglob("*"):
        if path.suffix == ".ipynb":
            found[path] = "\n".join(cell.source for cell in read(path))
        elif path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                for name in wheel.namelist():
                    if not name.endswith(".safetensors"):
                        found[path / name] = wheel.read(name).decode()
        elif path.is_file():
            found[path] = path.read_text("utf-8")
    return found


def read(path: Path) -> list[nbformat.NotebookNode]:
    return nbformat.read(path, as_version=4).cells


def language(path: Path) -> str:
    """The code of a notebook's language, "" for one in English."""
    return path.parent.name if path.parent.name in translate.languages() else ""


def secrets(kind: str, code: str) -> list[tuple[str, list[str]]]:
    """(cell, its lines) of solutions, hidden checks, or answers, in a language."""
    found = []
    for path in sorted((ROOT / "solutions" / code).glob("*.ipynb")):
        released = read(ROOT / "notebooks" / code / path.name)
        public = {line.strip() for c in released for line in c.source.splitlines()}
        for cell in read(path):
            grader = cell.metadata.get("nbgrader")
            if not grader:
                continue
            written = cell.cell_type == "markdown"
            kinds = {"guide": written, "hidden": grader.locked and not written}
            kinds["solution"] = not any(kinds.values())
            if kinds[kind]:
                inside = cell.source.splitlines()
                inside = inside if written else rules.regions(cell, cell.id)[1]
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
    lessons = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    others = {*translate.languages()}
    assert {path.name for path in folder.iterdir()} == PARTS | lessons | others
    for code in others:
        inside = {path.name for path in (folder / code).iterdir()}
        assert inside == lessons | {"README.md"}
    with zipfile.ZipFile(folder / set_up.WHEEL) as wheel:
        tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {"helpers", f"patches_to_captions-{project.VERSION}.dist-info"}


def test_a_notebook_carries_a_part_of_the_wheel(folder):
    with zipfile.ZipFile(folder / set_up.WHEEL) as wheel:
        for path in folder.rglob("*.ipynb"):
            [source] = [cell.source for cell in read(path) if cell.id == "setup"]
            [text] = re.findall(r'^CARRIED = """([^"]+)"""$', source, re.M)
            with zipfile.ZipFile(io.BytesIO(base64.b64decode(text))) as part:
                for name in part.namelist():
                    assert part.read(name) == wheel.read(name)
                left = set(wheel.namelist()) - set(part.namelist())
            assert left <= packages.WEIGHTS.keys()


@LANGUAGES
def test_no_marking_guide_is_in_it(texts, code):
    everything = "\n".join(texts.values())
    for cell, lines in secrets("guide", code):
        for line in lines:
            known = len(line) < TELLING or line not in everything
            assert known, f"{cell}: {line!r} is published"


@LANGUAGES
@pytest.mark.parametrize("kind", ["hidden", "solution"])
def test_no_hidden_check_and_no_solution_is_in_it(texts, kind, code):
    """No two lines of one; of a helper, which solves it in another way, not all."""
    bare = {
        path: "\n".join(map(str.strip, text.splitlines()))
        for path, text in texts.items()
        if path.suffix != ".ipynb" or language(path) == code
    }
    for cell, lines in secrets(kind, code):
        for path, text in bare.items():
            helper = kind == "solution" and path.suffix != ".ipynb"
            parts = ["\n".join(lines)] if helper else pairs(lines)
            for part in parts if len(lines) > 2 else []:
                assert part not in text, f"{cell}: {part!r} is in {path.name}"


def test_no_marker_and_no_output_is_in_it(folder, texts):
    for path, text in texts.items():
        assert not any(marker in text for marker in rules.MARKERS), path
    for path in folder.rglob("*.ipynb"):
        for cell in read(path):
            assert not cell.get("outputs") and cell.get("execution_count") is None


def test_the_readme_leads_to_every_lesson(folder):
    text = (folder / "README.md").read_text("utf-8")
    links = re.findall(r"\]\((\d\d_[^)]*)\)", text)
    notebooks = sorted(folder.glob("*.ipynb"))
    assert [folder / link for link in links] == notebooks
    for notebook in sorted(folder.rglob("*.ipynb")):
        name = notebook.relative_to(folder).as_posix()
        badges = project.badges(name, REPO)
        assert f"/me/class/blob/{project.TAG}/{name}" in badges
        assert language(notebook) or badges.replace("\n", " ") in text
        assert [c.source for c in read(notebook) if c.id == "badge"] == [badges]
    assert "$" not in text


def test_its_helpers_run_without_the_project(folder):
    code = "import helpers.grammar; print(helpers.__file__)"
    place = folder / set_up.WHEEL
    environment = {**os.environ, "PYTHONPATH": str(place)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(place), done.stderr


def test_without_an_address_there_is_none_and_the_way_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(release, "build_wheel", wheel_in_small)
    release.release(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"students", "README.md", "grade_on_colab.ipynb", set_up.GRADER}
    for path in (tmp_path / "students").glob("*.[im]*"):
        text = path.read_text("utf-8")
        assert "github.com" not in text
        assert "*File > Upload notebook*" in " ".join(text.split())


def wheel_in_small(folder: Path) -> Path:
    path = folder / set_up.WHEEL
    path.write_bytes(packages.zipped({"helpers/__init__.py": b""}))
    return path


def test_the_same_files_give_the_same_bytes(folder, tmp_path):
    again = packages.build_wheel(tmp_path)
    assert packages.digest(again) == packages.digest(folder / set_up.WHEEL)
    assert packages.grader_zip() == packages.grader_zip()


@pytest.mark.parametrize("address", ["https://github.com/OWNER/NAME", "me/class"])
def test_an_address_that_cannot_be_is_refused(tmp_path, address):
    with pytest.raises(SystemExit, match="release: expected .*got"):
        main([str(tmp_path), "--students", "--address", address])


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "old.txt").touch()
    with pytest.raises(SystemExit, match="expected a new or an empty folder, got"):
        main([str(tmp_path)])
    assert [path.name for path in tmp_path.iterdir()] == ["old.txt"]
