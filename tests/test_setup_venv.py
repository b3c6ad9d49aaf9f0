"""What the set-up says when something is missing; nothing is installed here."""

import shutil
import subprocess
from types import SimpleNamespace

import pytest

import setup_venv


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """One where everything is there and every command succeeds, in an empty folder."""
    commands = []

    def run(command, env=None, **_):
        if "import pip" in command[-1]:  # asked whether it is whole
            return SimpleNamespace(returncode=0, stdout=str(tmp_path / ".venv"))
        commands.append(" ".join(command))
        (tmp_path / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        if command[1:3] == ("-m", "venv"):
            (tmp_path / ".venv" / "bin" / "python").touch()
            (tmp_path / ".venv" / "bin" / "pip").touch()
        return SimpleNamespace(returncode=0)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(setup_venv.sys, "version_info", (3, 12, 1))
    monkeypatch.setattr(setup_venv.sys, "platform", "linux")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=99e9))
    monkeypatch.setattr(setup_venv.ctypes.util, "find_library", lambda _: "libGL.so.1")
    monkeypatch.setattr(subprocess, "run", run)
    return commands


def test_it_makes_an_environment_and_installs_the_project_into_it(machine, tmp_path):
    setup_venv.main()
    made, fetched, installed = machine
    assert made.endswith("-m venv .venv")
    assert fetched.endswith("pip install --quiet uv")
    assert installed.startswith(".venv/bin/python") and installed.endswith("-e .[dev]")
    assert (tmp_path / ".venv" / "ready").exists()


def test_a_second_call_keeps_the_environment(machine):
    setup_venv.main()
    machine.clear()
    setup_venv.main()
    assert not any("-m venv" in command for command in machine)


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 14, 0)])
def test_other_pythons_are_named(machine, monkeypatch, version):
    monkeypatch.setattr(setup_venv.sys, "version_info", version)
    said = rf"expected Python 3.11 to 3.13, got 3\.{version[1]}; .* make PYTHON=python3"
    with pytest.raises(SystemExit, match=said):
        setup_venv.main()
    assert not machine


def test_a_full_disk_is_named(machine, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1.2e9))
    with pytest.raises(SystemExit, match="expected 9 GB of free disk, got 1.2; make"):
        setup_venv.main()
    assert not machine


def test_the_library_that_opencv_needs_is_named(machine, monkeypatch):
    monkeypatch.setattr(setup_venv.ctypes.util, "find_library", lambda _: None)
    with pytest.raises(SystemExit, match="libGL.so.1.*sudo apt-get install libgl1"):
        setup_venv.main()
    monkeypatch.setattr(setup_venv.sys, "platform", "darwin")  # where cv2 needs none
    setup_venv.main()


def test_a_failing_step_is_named_and_leaves_no_ready_environment(
    machine, monkeypatch, tmp_path
):
    def fail(command, env=None, **_):
        return SimpleNamespace(returncode="pip" in command or "-c" in command)

    monkeypatch.setattr(subprocess, "run", fail)
    said = "this step failed: .venv/bin/python -m pip install (.|\n)*Without a network"
    with pytest.raises(SystemExit, match=said):
        setup_venv.main()
    assert not (tmp_path / ".venv" / "ready").exists()


def test_a_half_made_environment_is_made_anew(machine, tmp_path):
    """As Debian leaves it without python3-venv: a Python, and no pip."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    (tmp_path / ".venv" / "rest").touch()
    setup_venv.main()
    assert any("-m venv" in command for command in machine)
    assert not (tmp_path / ".venv" / "rest").exists()


def test_an_environment_that_was_moved_is_made_anew(machine, tmp_path):
    setup_venv.main()
    gone = tmp_path / "before" / ".venv" / "bin" / "python"
    (tmp_path / ".venv" / "bin" / "pip").write_text(f"#!{gone}\n")
    machine.clear()
    setup_venv.main()
    assert any("-m venv" in command for command in machine)
