"""The doctor's page says what is amiss on a machine, and what to do about it."""

import shutil
import subprocess
import sys
import types
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
import torch

import helpers
from helpers import doctor as page
from helpers import download, resume

ROOT = Path(__file__).resolve().parent.parent
COLAB = ROOT / "tests" / "colab"


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Colab without a GPU: everything as it should be, nothing downloaded."""
    colab = types.ModuleType("google.colab")
    monkeypatch.setitem(sys.modules, "google.colab", colab)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(
        psutil, "virtual_memory", lambda: SimpleNamespace(available=11e9, total=13.6e9)
    )
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: SimpleNamespace(free=70e9, total=110e9)
    )
    monkeypatch.setattr(page, "version", lambda name: "1.5.0")
    monkeypatch.setattr(page, "requires", lambda _: ["torch>=1,<2"])
    for name in ("FLICKR8K_DIR", "FLICKR30K_DIR", "FASHION_MNIST_DIR", "KEEP_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(download, "MOUNTS", tmp_path / "input")
    for holder in (page, resume):
        monkeypatch.setattr(holder, "DRIVE", tmp_path / "MyDrive")
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def lines() -> dict[str, str]:
    """The page as {name: what is told}; it begins with a heading."""
    heading, *rest = page.examine().splitlines()
    assert heading.startswith("### ")
    return dict(line[2:].split(": ", 1) for line in rest if line)


def test_a_sound_machine(machine, tmp_path):
    told = lines()
    assert "**" not in page.examine()
    where = f"{helpers.__version__} from {ROOT} on Colab, Python 3."
    assert told["course"].startswith(where)
    assert told["device"].startswith("CPU, float32. The minutes in each lesson's first")
    assert "Change runtime type" in told["device"]
    assert "all within the tested range" in told["versions"]
    assert told["memory"] == "11.0 of 13.6 GB free"
    assert told["disk"] == f"70.0 of 110.0 GB free in {tmp_path}"
    assert told["flickr8k"] == "not here; about 1 GB to download"
    assert told["fashion_mnist"] == "not here; 30 MB to download"
    assert "Drive is not mounted. To mount it: from google.colab" in told["trainings"]


def test_a_t4(machine):
    machine.setattr(torch.cuda, "is_available", lambda: True)
    machine.setattr(torch.cuda, "get_device_capability", lambda *_: (7, 5))
    machine.setattr(torch.cuda, "get_device_name", lambda *_: "Tesla T4")
    machine.setattr(torch.cuda, "mem_get_info", lambda *_: (14.6e9, 15.6e9))
    told = lines()["device"]
    assert told.startswith("Tesla T4, fp16, 14.6 of 15.6 GB free. Lessons keep to the")


@pytest.mark.parametrize(
    "wanted, told",
    [
        ("torch>=1.6,<2", "**torch 1.5.0, tested with <2,>=1.6**"),
        ("torch>=1,<1.5", "**torch 1.5.0, tested with <1.5,>=1**"),
        ('transformers>=2; extra == "clip"', "**transformers 1.5.0, tested with >=2**"),
        ('nbgrader>=2; extra == "grading"', "all within the tested range"),
    ],
)
def test_versions_outside_the_tested_range(machine, wanted, told):
    machine.setattr(page, "requires", lambda _: [wanted])
    assert told in lines()["versions"]


def test_where_colabs_image_is_too_new_the_tested_one_is_named(machine):
    machine.setattr(page, "requires", lambda _: ["torch>=1,<1.5"])
    told = lines()["versions"]
    assert told.endswith(f"Change runtime type > Runtime version > {page.TESTED}")
    pinned = COLAB / f"{page.TESTED}.txt"
    assert "torch==" in pinned.read_text()
    machine.delitem(sys.modules, "google.colab")
    assert page.TESTED not in lines()["versions"]


def test_the_version_of_a_build_counts_as_the_version(machine):
    machine.setattr(page, "version", lambda name: "2.11.0+cu128")
    machine.setattr(page, "requires", lambda _: ["torch>=2.5,<3"])
    assert "all within the tested range" in lines()["versions"]


def test_what_is_here_and_what_is_short(machine, tmp_path):
    (tmp_path / "MyDrive").mkdir()
    machine.setenv("FLICKR8K_DIR", "/somewhere")
    machine.setattr(
        psutil, "virtual_memory", lambda: SimpleNamespace(available=1e9, total=13.6e9)
    )
    machine.setattr(
        shutil, "disk_usage", lambda _: SimpleNamespace(free=2e9, total=110e9)
    )
    told = lines()
    assert told["flickr8k"] == "in /somewhere"
    assert told["memory"] == "**1.0 of 13.6 GB free**; restart the kernel, close " + (
        "other notebooks"
    )
    assert told["disk"].startswith("**2.0 of 110.0 GB free in ")
    assert told["trainings"].startswith(f"kept in {tmp_path / 'MyDrive'}")


def test_the_page_of_this_machine(capsys):
    page.doctor()
    assert "### Patches to Captions: the doctor's page" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["version", "requires", "describe_device", "find"])
def test_the_doctor_never_falls_ill(monkeypatch, name):
    """Whatever it asks for is missing, the page has all its lines."""

    def missing(*_):
        raise PackageNotFoundError(page.COURSE)

    monkeypatch.setattr(page, name, missing)
    told = page.examine()
    assert told.count("\n- ") == 10 and "**" in told


def test_the_doctor_lives_without_a_working_folder(monkeypatch, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    told = page.examine()
    assert "- disk: **could not be told: FileNotFoundError" in told


def test_the_command_that_the_issue_forms_ask_for_prints_the_page():
    done = subprocess.run(
        [sys.executable, "-m", "helpers.doctor"], capture_output=True, text=True
    )
    assert done.returncode == 0 and done.stdout.count("\n- ") == 10, done.stderr
