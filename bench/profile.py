"""Where the time goes: the operations that learning and writing spend most in.

python -m bench.profile
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
from torch.profiler import ProfilerActivity, profile

from helpers.commands import in_words

from .growth import learner, plain_writer, writer
from .made_up import Size

SIZE = Size(pictures=100, batch=100, length=12, eye="small_eye")
PLAIN_PICTURES = 10
MOST = 8  # operations


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        works = {
            "learning": learner(replace(SIZE, batch=16), out / "rows", out / "run"),
            "writing": writer(SIZE, out / "rows", out),
            "plain writing": plain_writer(
                replace(SIZE, pictures=PLAIN_PICTURES), out / "rows", out
            ),
        }
        for name, work in works.items():
            print(f"\n{name}, of the processor's time:")
            print(shares(work).head(MOST).to_string())


def shares(work: Callable[[], None]) -> pd.DataFrame:
    """Share of each operation, without those it calls, and how often it was called."""
    work()  # to warm up
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        work()
    times = {e.key: (e.self_cpu_time_total, e.count) for e in seen.key_averages()}
    table = pd.DataFrame(times, index=["share", "calls"]).T
    table["share"] = (table["share"] / table["share"].sum()).round(3)
    return table.astype({"calls": int}).sort_values("share", ascending=False)


if __name__ == "__main__":
    with in_words("bench.profile"):
        main()
