"""A lesson run with other seeds: its own source, its own numbers."""

import pytest

from bench.seeds import run, table

LESSON = """
from dataclasses import dataclass
import torch
@dataclass(frozen=True)
class Config:
    seed: int = 0
config = Config()
print("not shown")
results = {"truth": 10.0 + config.seed}
"""


def test_the_seed_is_the_lessons_own(capsys):
    found = [run(LESSON, seed) for seed in (0, 5, 1)]
    assert [results["truth"] for results in found] == [10, 15, 11]
    assert "| truth | 11.0 | 10.0 to 15.0 |" in table(found)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("seed: int = 0", "other: int = 0", "expected one `seed: int = N`"),
        ("results =", "figures =", "numbers in `results`"),
    ],
)
def test_a_lesson_without_seed_or_results_is_refused(old, new, said):
    broken = LESSON.replace(old, new).replace("config.seed", "0")
    with pytest.raises(ValueError, match=said):
        run(broken, 1)
