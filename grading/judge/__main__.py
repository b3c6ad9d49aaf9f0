"""The judge's process: tasks on stdin, results on stdout, as lines.

    python -m grading.judge [--trusted]

Torch is loaded once. Every check then has a fresh fork of this process and a fresh
process in the box, so nothing an answer or a check does outlives it.
"""

import argparse
import ast
import gc
import importlib
import json
import os
import sys
import time
import traceback
from typing import Any

import torch

from ..box.bubblewrap import NoBox
from ..box.sandbox import Sandbox
from ..limits import Limits
from .judge import grade


def imported(sources: list[str], helpers: dict[str, str]) -> list[str]:
    """Modules that sources import, directly or through helpers."""
    found: set[str] = set()
    waiting = list(sources)
    while waiting:
        for node in ast.parse(waiting.pop()).body:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                package = "helpers." if node.level else ""
                modules = [node.module] if node.module else [x.name for x in node.names]
                names = [package + module for module in modules]
            for name in set(names) - found:
                file = name.replace(".", "/") + ".py"
                if file in helpers:
                    waiting.append(helpers[file])
                elif name.startswith("helpers."):  # a name of a module, or refused
                    continue
                found.add(name)
    return sorted(found)


# What numpy imports when it is first drawn from, and torch for the first optimizer that
# a process makes: 2 s in every fork.
NUMBERS, OPTIMIZERS = "numpy.random", "torch._dynamo"


def get_ready(task: dict, sandbox: Sandbox) -> None:
    """Import what a task's lesson imports, here and in the box, for all forks to come.

    A grader of one lesson so starts sooner than one of all.
    """
    modules = [*imported([task["imports"]], task["helpers"]), NUMBERS]
    if any("optim" in text for text in task["checks"].values()):
        modules.append(OPTIMIZERS)
    sandbox.load([name for name in modules if name.split(".")[0] != "helpers"])
    for name in modules:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a collector that walks all objects would copy them in every fork


def main() -> None:
    """Answer tasks until stdin ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trusted", action="store_true")
    arguments = parser.parse_args()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        sandbox = Sandbox(trusted=arguments.trusted)
    except NoBox as error:
        answers.write(json.dumps({"refused": str(error)}) + "\n")
        return
    torch.set_num_threads(1)
    ready: set[str] = set()  # imports and checks of tasks that have been met
    answers.write(json.dumps({"ready": True}) + "\n")
    answers.flush()
    for text in sys.stdin:
        task, begun = json.loads(text), time.monotonic()
        try:
            if (asked := json.dumps([task["imports"], task["checks"]])) not in ready:
                get_ready(task, sandbox)
                ready.add(asked)
            limits = Limits(**task["limits"])
            checks = grade(task, sandbox, limits, task["seconds"])
            seconds = round(time.monotonic() - begun, 2)
            result: dict[str, Any] = {"checks": checks, "seconds": seconds}
        except Exception:
            result = {"trouble": traceback.format_exc()}
        answers.write(json.dumps(result) + "\n")
        answers.flush()
    sandbox.close()
    os._exit(0)  # at once: nothing is left to be tidied


if __name__ == "__main__":
    main()
