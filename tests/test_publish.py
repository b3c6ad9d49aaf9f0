"""No address stands anywhere until one is given; then it stands everywhere."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

from authoring import packages, project, publish, set_up

ROOT = Path(__file__).resolve().parent.parent
REPO = "https://github.com/me/a.fork"
FOLDERS = ("helpers", "authoring", "grading", "solutions", "notebooks")
FILES = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")


def git(folder, *words) -> str:
    who = ["-c", "user.name=me", "-c", "user.email=me@localhost"]
    words = ["git", *who, "-C", str(folder), *words]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def copy_of_the_project(folder: Path) -> Path:
    """With a git repository of its own, whose remote has the address REPO."""
    leave = shutil.ignore_patterns("__pycache__")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    for name in FILES:
        shutil.copyfile(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "all")
    git(folder, "remote", "add", "mine", f"git@github.com:{REPO[19:]}.git")
    return folder


def run(folder, *words) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def addresses(folder: Path) -> dict[str, set[str]]:
    """{file: repositories that it names as a place to open or fetch something}."""
    found = {}
    for path in folder.rglob("*"):
        if path.suffix in {".md", ".ipynb", ".toml", ".html"} and path.is_file():
            text = path.read_text("utf-8")
            pages = re.findall(r"/github/([\w.-]+/[\w.-]+)", text)
            pages += re.findall(r"https://github\.com/([\w.-]+/[\w.-]+)", text)
            if pages:
                found[path.relative_to(folder).as_posix()] = set(pages)
    return found


def test_nothing_names_an_address():
    for folder in (*FOLDERS, "book"):
        assert addresses(ROOT / folder) == {}
    for name in FILES:
        assert "://github.com" not in (ROOT / name).read_text("utf-8")
    assert project.ADDRESS == "" and "urls" not in project.PROJECT


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """(folder, what the command said)."""
    folder = copy_of_the_project(tmp_path_factory.mktemp("published"))
    done = run(folder, "authoring.publish", f"{REPO}/")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.mark.slow
def test_it_says_what_to_push(published):
    folder, said = published
    tag = project.TAG
    assert f"git tag {tag}\n" in said and f"git push mine HEAD {tag}\n" in said
    for name in (set_up.WHEEL, set_up.GRADER):
        assert f"build/release/{name}" in said
        assert (folder / "build" / "release" / name).is_file()


@pytest.mark.slow
def test_every_badge_and_cell_has_the_address_and_the_version(published):
    folder, _ = published
    lessons = sorted((folder / "notebooks").glob("*.ipynb"))
    pages = [f"notebooks/{path.name}" for path in lessons]
    readme = (folder / "README.md").read_text("utf-8")
    for path in [*lessons, *sorted((folder / "solutions").glob("*.ipynb"))]:
        found = {cell.id: cell.source for cell in nbformat.read(path, 4).cells}
        page = f"notebooks/{path.name}"
        assert found["badge"] == project.badges(page, REPO)
        assert found["badge"].replace("\n", " ") in readme
        assert f'\nADDRESS = "{REPO}"\n' in found["setup"]
        assert f'\nVERSION = "{project.VERSION}"\n' in found["setup"]
        assert f'\nBUILD = "{packages.build_number()}"\n' in found["setup"]
    opened = re.findall(r"/me/a\.fork/blob/([^/]+)/(\S+?)\)", readme)
    assert sorted({path for _, path in opened}) == pages
    assert {tag for tag, _ in opened} == {project.TAG}
    for name, named in addresses(folder).items():
        assert named == {"me/a.fork"}, name


@pytest.mark.slow
def test_the_hashes_are_those_of_the_files(published):
    folder, _ = published
    text = (folder / "pyproject.toml").read_text("utf-8")
    noted = tomllib.loads(text)["tool"]["published"]
    out = folder / "build" / "release"
    assert noted["sha256"] == packages.digest(out / set_up.WHEEL)
    assert noted["grader_sha256"] == packages.digest(out / set_up.GRADER)
    setup = (folder / "notebooks" / "01_patch_embedding.ipynb").read_text("utf-8")
    grade = (folder / "grading" / "grade_on_colab.ipynb").read_text("utf-8")
    assert noted["sha256"] in setup and noted["grader_sha256"] in grade


@pytest.mark.slow
def test_the_tag_must_agree(published):
    """As told: commit and tag. Again: the same files. After a change: refused."""
    folder, _ = published
    git(folder, "commit", "--all", "--quiet", "--message", "Release")
    git(folder, "tag", project.TAG)
    done = run(folder, "authoring.publish", REPO)
    assert done.returncode == 0, done.stderr
    assert git(folder, "status", "--porcelain") == ""
    (folder / "helpers" / "more.py").touch()
    done = run(folder, "authoring.publish", REPO)
    assert "holds other files than were written now" in done.stderr
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "more")
    done = run(folder, "authoring.publish", REPO)
    assert f"the tag {project.TAG} is taken by another commit" in done.stderr


@pytest.mark.parametrize(
    "address, told",
    [
        ("github.com/me/x", "expected https://github.com/OWNER/NAME, got"),
        ("https://github.com/me", "expected https://github.com/OWNER/NAME, got"),
        ("https://github.com/OWNER/NAME", "expected the address of a repository of"),
        ("https://github.com/me/x.git", "without .git"),
        ("https://github.com/me/other", "no git remote has the address"),
    ],
)
def test_what_no_badge_could_open_is_refused(monkeypatch, address, told):
    monkeypatch.setattr(publish, "git", lambda *_: f"origin {REPO}.git (fetch)")
    with pytest.raises(project.ProjectError, match=told):
        publish.publish(address)


@pytest.mark.parametrize("name", ["README.md", "README.es.md", "README.pt_BR.md"])
def test_badges_are_taken_off_again(name):
    readme = (ROOT / name).read_text("utf-8")
    shown = publish.with_badges(readme, REPO)
    assert shown.count("/me/a.fork/") == 2 * len(list(ROOT.glob("notebooks/*.ipynb")))
    assert publish.with_badges(publish.with_badges(shown, REPO), "") == readme
