"""The doctor's page says what is amiss on a machine, and what to do about it."""

import shutil
import sys
import types
from types import SimpleNamespace

import psutil
import pytest
import torch

from helpers import colab, download, keep


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Colab without a GPU: everything as it should be, nothing downloaded."""
    module = types.ModuleType("google.colab")
    monkeypatch.setitem(sys.modules, "google.colab", module)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(
        psutil, "virtual_memory", lambda: SimpleNamespace(available=11e9, total=13.6e9)
    )
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: SimpleNamespace(free=70e9, total=110e9)
    )
    monkeypatch.setattr(colab, "version", lambda name: "1.5.0")
    monkeypatch.setattr(colab, "requires", lambda _: ["torch>=1,<2"])
    for name in ("FLICKR8K_DIR", "FLICKR30K_DIR", "FASHION_MNIST_DIR", "KEEP_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(download, "MOUNTS", tmp_path / "input")
    for module in (colab, keep):
        monkeypatch.setattr(module, "DRIVE", tmp_path / "MyDrive")
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def lines() -> dict[str, str]:
    """The page as {name: what is told}; it begins with a heading."""
    heading, *rest = colab.examine().splitlines()
    assert heading.startswith("### ")
    return dict(line[2:].split(": ", 1) for line in rest if line)


def test_a_sound_machine(machine, tmp_path):
    told = lines()
    assert "**" not in colab.examine()
    assert told["course"].startswith("1.5.0 on Colab, Python 3.")
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
    machine.setattr(colab, "requires", lambda _: [wanted])
    assert told in lines()["versions"]


def test_the_version_of_a_build_counts_as_the_version(machine):
    machine.setattr(colab, "version", lambda name: "2.11.0+cu128")
    machine.setattr(colab, "requires", lambda _: ["torch>=2.5,<3"])
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
    colab.doctor()
    assert "### Patches to Captions: the doctor's page" in capsys.readouterr().out
