"""The benchmark suite: every case beside a plain implementation, in the same run.

    python -m bench.suite                          all cases, on drawn scenes
    python -m bench.suite --data FOLDER            on photos
    python -m bench.suite --cases training writing
    python -m bench.suite --quick                  a try: tiny sizes, no measurement

Prints the table and writes it to build/bench/suite/ as table.md and suite.json (all
times are in there), with speed.png, growth.png and memory.png; a try goes to its folder
quick. The plain implementation is bench/plain.py. `make bench-fashion`, twenty minutes,
is a run of its own: its row comes from its last result.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from helpers.commands import in_words
from helpers.settings import Settings

from . import fashion_mnist, gpu, growth, lessons, memory, processes, speed, workshop
from .measure import Row, machine, seconds

OUT = Path("build/bench/suite")
CASES = (
    "features", "training", "writing", "weights", "memory", "growth", "processes",
    "lessons", "fashion", "gpu",
)  # fmt: skip
QUICK = {
    "speed": {"photos": 20, "written": 5, "eye": "small_eye", "width": 32, "batch": 4,
              "epochs": 1, "steps": 1, "repeats": 1, "extractions": 1},
    "growth": {"pictures": 2, "many": 2, "batch": 1, "length": 3, "repeats": 1},
    "processes": {"count": 40, "batch": 8, "epochs": 2, "width": 8},
    "gpu": {"batch": 2, "length": 3, "width": 8, "layers": 1, "matrix": 16, "steps": 1},
}  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="bench.suite", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--cases", nargs="+", choices=CASES, default=CASES)
    parser.add_argument("--data", default="scenes", help="as for helpers.train")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--cache", default=Settings.cache, help="of drawn scenes")
    parser.add_argument("--quick", action="store_true", help="a try: tiny sizes")
    given = parser.parse_args(arguments)
    given.out = given.out or (OUT / "quick" if given.quick else OUT)
    given.out.mkdir(parents=True, exist_ok=True)
    about = {"date": str(date.today()), "data": given.data, "quick": given.quick}
    about |= {"machine": machine()}
    rows, took = [], {}
    for name, case in cases(given).items():
        print(f"{name} ...", flush=True)
        with in_words(parser.prog):
            took[name] = seconds(lambda case=case: rows.extend(case()))
        about |= {"load at the end": machine()["load"], "seconds": took}
        write(rows, about, given.out)
    print(as_markdown(rows, about))
    print(f"\nwrote {given.out}, in {sum(took.values()):.0f} s")


def cases(given: argparse.Namespace) -> dict[str, Callable[[], list[Row]]]:
    """What to run, by name, in order."""
    tiny = QUICK if given.quick else {name: {} for name in QUICK}
    sizes = workshop.Sizes(data=given.data, cache=given.cache, **tiny["speed"])
    growing = growth.Sizes(**tiny["growth"])
    pair = processes.Sizes(**tiny["processes"])
    shop, store = workshop.Workshop(sizes, given.out), given.out / "made-up"
    first = sorted(lessons.SOLUTIONS.glob("01_*.ipynb")) if given.quick else None
    every = {
        "features": lambda: speed.features(shop),
        "training": lambda: speed.training(shop),
        "writing": lambda: speed.writing(shop),
        "weights": lambda: speed.weights(shop),
        "memory": lambda: memory.peaks(growing, store, given.out),
        "growth": lambda: growth.time(growing, store, given.out),
        "processes": lambda: processes.two(pair, given.out / "two", cache=given.cache),
        "lessons": lambda: lessons.checks(first),
        "fashion": lambda: fashion_mnist.rows(fashion_mnist.OUT),
        "gpu": lambda: gpu.formats(gpu.Sizes(**tiny["gpu"])),
    }
    return {name: every[name] for name in CASES if name in given.cases}


def write(rows: list[Row], about: dict, out: Path) -> None:
    """suite.json, table.md and speed.png."""
    lines = [{**asdict(row), "verdict": row.verdict} for row in rows]
    text = json.dumps({**about, "rows": lines}, indent=1, default=float)
    (out / "suite.json").write_text(text + "\n")
    (out / "table.md").write_text(as_markdown(rows, about) + "\n")
    draw([row for row in rows if row.wanted]).savefig(out / "speed.png", dpi=150)


def as_markdown(rows: list[Row], about: dict) -> str:
    """The table, and what it was measured on."""
    lines = [["case", "plain", "ours", "unit", "ratio", "wanted", ""], ["---"] * 7]
    for row in rows:
        numbers = ["" if x is None else f"{x:.3g}" for x in (row.plain, row.ours)]
        ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
        said = row.notes.get("said", row.verdict)
        lines.append([row.case, *numbers, row.unit, ratio, row.wanted, said])
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    told = ", ".join(f"{name} {value}" for name, value in about["machine"].items())
    rest = [name for name in CASES if name not in about["seconds"]]
    left = f"\n\nNot run: {', '.join(rest)}." if rest else ""
    quick = "\n\nA try with tiny sizes: NO MEASUREMENT." if about["quick"] else ""
    return f"{table}\n\n{about['date']}, data: {about['data']}; {told}.{left}{quick}"


def draw(rows: list[Row]) -> Figure:
    """How far each case is beyond what is wanted of it: right of the line is better."""
    rows = [row for row in rows if row.ratio is not None]
    figure = Figure(figsize=(9, 1.2 + 0.28 * len(rows)), layout="constrained")
    ax = figure.subplots()
    beyond = [
        max(row.ratio, 0.01) / row.least  # 0: never
        if row.least
        else row.most / max(row.ratio, 1e-9)
        for row in rows
    ]
    names = [f"{row.case}: {row.ratio:.3g} (wanted {row.wanted})" for row in rows]
    colours = np.where(np.array(beyond) >= 1, "tab:blue", "tab:red")
    ax.barh(names, np.array(beyond) - 1, left=1, color=colours)
    ax.set_xscale("log")
    ax.axvline(1, color="black", lw=1)
    ax.invert_yaxis()
    ax.set_xlabel("times better than wanted")
    ax.spines[["top", "right"]].set_visible(False)
    return figure


if __name__ == "__main__":
    main()
