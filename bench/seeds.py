"""Run a lesson with several seeds: what it measures, its median and its range.

    python -m bench.seeds 13            seeds 0, 1 and 2
    python -m bench.seeds 13 --seeds 0 5

The lesson's own source runs, with another `Config.seed`; what it keeps in `results`, a
dictionary of numbers by name, is the table. Figures are drawn and not shown.
"""

import argparse
import contextlib
import io
import re
import sys
import time

import matplotlib

from authoring.lesson import lesson_names
from authoring.project import ROOT

from .measure import spread

SEED = re.compile(r"^    seed: int = \d+", re.M)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bench.seeds", description=__doc__.split("\n")[0]
    )
    parser.add_argument("lesson", help="13")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    given = parser.parse_args()
    try:
        (name,) = lesson_names([given.lesson])
        source = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
        found = []
        for seed in given.seeds:
            began = time.perf_counter()
            found.append(run(source, seed))
            print(f"seed {seed}: {time.perf_counter() - began:.0f} s", file=sys.stderr)
    except ValueError as error:
        sys.exit(f"bench.seeds: {error}")
    print(table(found))


def run(source: str, seed: int) -> dict[str, float]:
    """A lesson's `results` with this seed.

    Raises:
        ValueError: it has no Config.seed, or keeps no results.
    """
    matplotlib.use("agg")
    changed, times = SEED.subn(f"    seed: int = {seed}", source)
    if times != 1:
        raise ValueError(f"expected one `seed: int = N` in the lesson, got {times}")
    namespace: dict = {"__name__": "__lesson__"}
    sys.modules["__lesson__"] = type(sys)("__lesson__")  # dataclasses look there
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(changed, "<lesson>", "exec"), namespace)
    if not isinstance(results := namespace.get("results"), dict):
        raise ValueError("expected the lesson to keep numbers in `results`, got none")
    return results


def table(found: list[dict[str, float]]) -> str:
    """Markdown: a line a number, its median and, over several seeds, its range."""
    lines = ["| | median | range |", "|---|--:|---|"]
    for name in found[0]:
        median, between = spread([results[name] for results in found])
        lines.append(f"| {name} | {median} | {between} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
