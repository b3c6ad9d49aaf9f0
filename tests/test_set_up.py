"""The set-up cell finds the course in the order it says, and names what is amiss."""

import re
import zipfile

import nbformat
import pytest
from hosts import FIRST, Host, first_cells, published, repository
from nbclient.exceptions import CellExecutionError

from authoring import build, packages, set_up
from authoring.release import alone
from helpers import __version__ as VERSION

ODD = "my course é 李"  # a learner's folder, with blanks and letters


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return packages.build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def released(wheel):
    return first_cells(alone(FIRST, wheel))


@pytest.fixture
def address(wheel, tmp_path):
    with repository(tmp_path / "served", wheel) as address:
        yield address


def test_one_file_works_alone_and_comes_first_in_other_processes(released, tmp_path):
    """Blanks, é and 李 in the path, no UTF-8 mode, and processes that are spawned."""
    host = Host(
        tmp_path / ODD,
        network=False,
        variables={"PYTHONUTF8": "0", "LC_ALL": "C"},
    )
    spawned = (
        "import multiprocessing, subprocess, sys\n"
        "from helpers.patches import count_patches as ours\n"
        "with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "    print(pool.apply(ours, (4, 6, 2)))\n"
        "code = 'import helpers; print(helpers.__build__)'\n"
        "print(subprocess.check_output([sys.executable, '-c', code], text=True))"
    )
    said = host.run([*released, spawned])
    assert f"{packages.build_number()} from this notebook" in said[0]
    assert "the check has passed" in said[3]
    assert said[4].split() == ["6", packages.build_number()]
    kept = [path for path in host.work.rglob("*") if path.is_file()]
    assert all(path.parent == host.work / "build" / "answers" for path in kept)


def test_a_course_that_is_there_is_taken_first(released, tmp_path):
    [said, *_] = Host(tmp_path, course=True).run(released[:1])
    assert f"from {build.ROOT} ·" in said


@pytest.mark.parametrize("place", ["beside", "drive", "folder on drive", "kaggle"])
def test_a_wheel_is_found(wheel, tmp_path, place):
    host = Host(tmp_path, network=False)
    folder = {
        "beside": host.work,
        "drive": host.drive,
        "folder on drive": host.drive / "Colab Notebooks",
        "kaggle": host.kaggle / "datasets" / "me" / "wheel",
    }[place]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / wheel.name).write_bytes(wheel.read_bytes())
    [said] = host.run([published(wheel)])
    assert f"{wheel.name} ·" in said and packages.build_number() in said


def test_the_release_at_the_address_is_the_last_way(wheel, address, tmp_path):
    [said] = Host(tmp_path).run([published(wheel, address)])
    assert f"from {address}/releases/download/v{VERSION}/{wheel.name} ·" in said


def why(host, source) -> str:
    """The error of a set-up that can't go on."""
    with pytest.raises(CellExecutionError) as error:
        host.run([source])
    return re.sub(r"\x1b\[[\d;]*m", "", str(error.value))


def test_nothing_found_says_what_was_tried_and_what_to_do(wheel, tmp_path):
    host = Host(tmp_path)
    (host.work / "patches_to_captions-0.0.1-py3-none-any.whl").touch()
    said = why(host, published(wheel))
    assert "no `helpers` to import" in said
    assert "this notebook carries no code" in said
    assert "0.0.1-py3-none-any.whl is another version's; expected" in said
    assert f"What to do: open this lesson's file of version {VERSION}" in said


@pytest.mark.parametrize(
    "change, network, cause",
    [
        ("", False, "no network (Kaggle: Settings > Internet)"),
        ("/gone", True, "no such address (HTTP 404): http://127.0.0.1"),
        ("", True, "another hash at http://127.0.0.1"),
    ],
)
def test_an_address_that_fails_is_named(
    wheel, address, tmp_path, change, network, cause
):
    source = published(wheel, address + change, sha256="0" * 64)
    host = Host(tmp_path, network=network)
    assert cause in why(host, source)


def test_a_damaged_wheel_and_a_damaged_notebook_are_named(wheel, tmp_path):
    host = Host(tmp_path)
    (host.work / wheel.name).write_bytes(wheel.read_bytes()[:-9])
    carried = set_up.set_up(carried=b"PK broken")
    source = set_up.lesson_set_up(sha256="", build="", carried=b"PK broken")
    said = why(host, source)
    assert carried in source
    assert "this notebook is damaged (File is not a zip file); get the file" in said
    assert f"{wheel.name} is damaged" in said


def test_a_file_of_the_learners_that_hides_the_course_is_named(released, tmp_path):
    host = Host(tmp_path)
    own = host.work / "helpers.py"
    own.write_text("def mine(): pass\n")
    said = why(host, released[0])
    assert f"{own} hides the course's `helpers`. Rename it, restart" in said


def test_another_version_is_passed_over_and_named_when_loaded(released, tmp_path):
    host = Host(tmp_path)
    other = host.work / "helpers"
    other.mkdir()
    (other / "__init__.py").write_text(
        '"""Patches to Captions: the building blocks."""\n__version__ = "0.0.9"\n'
    )
    [said] = host.run(released[:1])
    assert "from this notebook" in said
    said = why(host, f"import helpers\n{released[0]}")
    assert f"is 0.0.9; expected {VERSION} " in said and "restart the kernel" in said


def test_another_build_is_passed_over_and_named(released, wheel, tmp_path):
    host = Host(tmp_path)
    with zipfile.ZipFile(wheel) as whole:
        whole.extractall(host.work)
    newer = released[0].replace(packages.build_number(), "01234567")
    told = f"is {VERSION} {packages.build_number()}; expected {VERSION} 01234567"
    assert told in why(host, re.sub('CARRIED = """[^"]*"""', 'CARRIED = ""', newer))
    assert "from this notebook" in host.run([newer])[0]


def test_a_missing_library_is_named_with_what_to_do(released, tmp_path):
    host = Host(tmp_path)
    (host.work / "torch.py").write_text("raise ModuleNotFoundError('No torch')")
    said = why(host, released[0])
    assert "No torch, which the course needs. On your own machine: pip install" in said


def test_it_is_the_same_in_all_lessons_and_folded_away():
    found = [
        cell
        for path in sorted((build.ROOT / "notebooks").glob("*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        if cell.id == "setup"
    ]
    assert {cell.source for cell in found} == {set_up.lesson_set_up()}
    assert all(cell.metadata == set_up.FOLDED for cell in found)


def test_what_is_carried_depends_on_the_lesson(wheel):
    with_captioner = packages.carried(wheel, "captioner = Captioner.load()")
    assert len(with_captioner) > len(packages.carried(wheel, "")) + 500_000
