"""Tests side by side: a file in a worker, and a table that is summed over workers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("xdist", reason="needs the extra dev")
ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_each_file_stays_in_its_worker():
    """As pytest distributes them, not as we mean it."""
    files = ["tests/test_masks.py", "tests/test_tokens.py", "tests/test_positions.py"]
    command = [sys.executable, "-m", "pytest", "-v", "-n", "2", "--dist", "loadfile"]
    done = subprocess.run([*command, *files], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    ran = re.findall(r"^\[(gw\d)\].* PASSED (tests/\w+\.py)", done.stdout, re.M)
    assert {file for _, file in ran} == set(files)
    workers = {
        file: {worker for worker, other in ran if other == file} for file in files
    }
    assert all(len(found) == 1 for found in workers.values()), workers
    assert len(set().union(*workers.values())) == 2


@pytest.mark.slow
def test_the_table_is_summed_over_workers(tmp_path):
    """Two files count in two workers; the table at the end holds both."""
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    for name, good in (("a", 2), ("b", 3)):
        (tmp_path / f"test_{name}.py").write_text(
            "def test_it(tally):\n"
            f"    tally('01/x', 'right answers passed', {good}, 4)\n"
        )
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "load"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^01/x +5/8 +- +-$", done.stdout, re.M), done.stdout


@pytest.mark.slow
def test_a_failing_test_prints_the_seed_that_replays_it(tmp_path):
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (tmp_path / "test_it.py").write_text(
        "def test_it(chance):\n    assert False, f'drew {chance.random()}'\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist"]

    def told(*more):
        again = [*command, *more]
        done = subprocess.run(again, cwd=tmp_path, capture_output=True, text=True)
        replay = r"to replay: pytest test_it.py::test_it --seed (\d+)"
        [drawn] = set(re.findall(r"AssertionError: (drew [\d.]+)", done.stdout))
        return re.search(replay, done.stdout)[1], drawn

    seed, drawn = told()
    assert told("--seed", seed) == (seed, drawn)
    assert told("--seed", str(int(seed) + 1))[1] != drawn
