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

from authoring.lesson import lesson_names, load_lesson

from ..box.bubblewrap import NoBox
from ..box.importable import allowed_helpers
from ..box.sandbox import Sandbox
from ..limits import Limits
from .judge import grade


def third_party(sources: list[str], helpers: dict[str, str]) -> list[str]:
    """Modules that sources import, directly or through helpers, but for our own."""
    found: set[str] = set()
    waiting = list(sources)
    while waiting:
        for node in ast.parse(waiting.pop()).body:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in set(names) - found:
                found.add(name)
                file = name.replace(".", "/") + ".py"
                if file in helpers:
                    waiting.append(helpers[file])
    return sorted(name for name in found if name.split(".")[0] != "helpers")


LAZY = ["torch._dynamo"]  # torch imports it for the first optimizer: 3 s a check


def main() -> None:
    """Answer tasks until stdin ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trusted", action="store_true")
    arguments = parser.parse_args()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    lessons = [load_lesson(name) for name in lesson_names()]
    sources = [lesson.imports for lesson in lessons]
    preload = [*third_party(sources, allowed_helpers("99")), *LAZY]
    try:
        sandbox = Sandbox(trusted=arguments.trusted, preload=preload)
    except NoBox as error:
        answers.write(json.dumps({"refused": str(error)}) + "\n")
        return
    torch.set_num_threads(1)
    for name in preload:
        importlib.import_module(name)
    for source in sources:
        exec(compile(source, "<imports>", "exec", optimize=0), {"__name__": "__main__"})
    gc.collect()
    gc.freeze()  # a collector that walks all objects would copy them in every fork
    answers.write(json.dumps({"ready": True}) + "\n")
    answers.flush()
    for text in sys.stdin:
        task, begun = json.loads(text), time.monotonic()
        try:
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
