"""Begin a lesson in a notebook, and say when a check has passed.

An assert that holds says nothing, and a learner who sees nothing wonders. So each
check that passes gets a line on stdout, where it costs no grade. And if the answer
takes a short cut that the grader will not count, it says so while there is time.
"""

import ast
import contextlib
import re
from importlib.metadata import version

from IPython import get_ipython

from .devices import describe_device
from .keep import DATA

CHECK = re.compile(r"# Check (\w+), (\d+ points?)")  # build.py writes it in check cells
WITHOUT = re.compile(r"To be written without: ([\w, ]+)\.")
GREEN, YELLOW, PLAIN = "\033[32m", "\033[33m", "\033[0m"


def start() -> None:
    """Print what runs where, in one line; from now on tell of checks that pass."""
    get_ipython().events.register("post_run_cell", tell_of_check)  # once, if repeated
    course = f"Patches to Captions {version('patches-to-captions')}"
    print(f"{course} · {describe_device()} · data in {DATA.resolve()}")


def tell_of_check(result) -> None:
    """Print a green line if the cell that has just run is a check and has passed."""
    check = CHECK.match(result.info.raw_cell)
    if check and result.success:
        print(f"{GREEN}✓ {check[1]}: the check has passed{PLAIN}")
        names = WITHOUT.search(result.info.raw_cell.splitlines()[0])
        cut = short_cut(check[1], names[1].split(", ") if names else [])
        if cut:
            print(
                f"{YELLOW}The answer uses {cut}. It works, and the grader will not "
                f"count it: the point here is to write it yourself.{PLAIN}"
            )


def short_cut(name: str, forbidden: list[str]) -> str:
    """Name what the answer `name` uses and should not, "" if nothing."""
    shell = get_ipython()
    answer = shell.user_ns.get(name)
    if str(getattr(answer, "__module__", "")).startswith("helpers"):
        return f"the course's own {name}"
    for cell in reversed(shell.user_ns.get("In", [])):  # the newest definition counts
        if not re.search(rf"^(def|class) {name}\b", cell, re.M):
            continue
        with contextlib.suppress(SyntaxError):  # a cell with a %magic
            used = {
                getattr(node, "id", None) or getattr(node, "attr", None)
                for node in ast.walk(ast.parse(cell))
            }
            return ", ".join(sorted(used & set(forbidden)))
    return ""
