"""Damaged files are read or refused in a line; `make fuzz` asks for 50,000 of them."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench import fuzz
from helpers.datasets import read_list

ROOT = Path(__file__).resolve().parent.parent


def test_a_thousand_damaged_files_are_read_or_refused():
    """In a process of its own, whose memory it bounds."""
    command = [sys.executable, "-m", "bench.fuzz", "--files", "1000", "--seed", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "1000 files in" in done.stdout
    for kind in ("jpg", "avif", "table", "list", "run", "captioner"):
        assert f"\n{kind} " in f"\n{done.stdout}"


@pytest.mark.parametrize(
    "error, told",
    [
        (KeyError("x"), "KeyError"),
        (ValueError(""), "0 characters"),
        (ValueError("x" * 5000), "5000 characters"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_other_ends_are_faults(tmp_path, error, told):
    def reader(path):
        raise error

    assert told in fuzz.read(reader, tmp_path)


def test_a_reader_without_an_end_is_a_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(fuzz, "SECONDS", 1)

    def reader(path):
        while True:
            pass

    assert "took over 1 s" in fuzz.read(reader, tmp_path)


def test_damage_is_the_same_for_a_seed_and_does_something():
    data = bytes(range(200))
    first, again, other = (
        fuzz.damage(data, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first == again != other and first != data


def test_a_list_that_is_no_utf8_is_named(tmp_path):
    (tmp_path / "list.txt").write_bytes(b"caf\xe9.jpg\n")
    with pytest.raises(ValueError, match="expected a list of names in UTF-8.*list.txt"):
        read_list(tmp_path / "list.txt")
