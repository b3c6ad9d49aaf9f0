"""How long each lesson's checks take, on our own answers, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

from .measure import Row

SOLUTIONS = Path(__file__).parents[1] / "solutions"
MOST = 5.0  # seconds, all other imports included
PROGRAM = """
import json, os, sys, time
import torch
cells, began, took = json.load(sys.stdin), time.perf_counter(), {}
out, sys.stdout = sys.stdout, open(os.devnull, "w")
space = {"__name__": "__main__"}
for name, source in cells:
    exec(compile(source, name, "exec", optimize=0), space)
    took[name] = time.perf_counter() - began
print(json.dumps(took), file=out)
"""


def checks(lessons: list[Path] | None = None) -> list[Row]:
    """A row a lesson that has checks: seconds after `import torch`."""
    result = []
    for path in lessons or sorted(SOLUTIONS.glob("[0-9][0-9]_*.ipynb")):
        imports, *graded = graded_cells(path)
        if not graded:
            continue
        took = run([imports, *graded])
        whole = list(took.values())[-1]
        result.append(
            Row(f"checks of lesson {path.stem}", "s", None, whole, whole, most=MOST,
                notes={"of it imports": took["imports"]})
        )  # fmt: skip
    return result


def graded_cells(path: Path) -> list[tuple[str, str]]:
    """The imports, then our answers and all checks: (id, source) in order."""
    cells = [
        (cell["id"], "".join(cell["source"]), cell["metadata"].get("nbgrader"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code" and cell["id"] != "setup"
    ]
    graded = [(name, source) for name, source, about in cells if about]
    return [("imports", cells[0][1]), *graded]


def run(cells: list[tuple[str, str]]) -> dict[str, float]:
    """Seconds since torch was imported at the end of each cell.

    Raises:
        RuntimeError: a cell failed.
    """
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        cwd=SOLUTIONS.parent,
    )
    if done.returncode:
        raise RuntimeError(f"expected checks that pass, got\n{done.stderr}")
    return json.loads(done.stdout)
