"""The judge: runs check cells in a trusted process against answers in the box.

    python -m grading.judge [--trusted]     tasks on stdin, results on stdout, as lines

Torch is loaded once. Every check then has a fresh fork of this process and a fresh
process in the box, so nothing an answer or a check does outlives it.
"""

import argparse
import ast
import contextlib
import gc
import importlib
import json
import os
import random
import re
import resource
import select
import signal
import socket
import sys
import time
import traceback
from typing import Any

import numpy as np
import torch

from .peer import Peer, Remote
from .sandbox import Limits, NoBox, Sandbox, end
from .wire import NotPlain, WireError

PATIENCE = 10  # times as long on the clock as of computing: the machine may be busy
LONGEST = 1500  # characters of a message in the feedback
UNANSWERED = "your lines go here"
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}")


def grade(task: dict, sandbox: Sandbox, limits: Limits, seconds: int) -> dict:
    """Run a notebook's checks.

    Args:
        task: imports, helpers {file: source}, exercises and makers (the names),
            checks {name: source}, cells [(name, source)] in the order to run them,
            refused {check: message}.
        sandbox: where the cells run.
        limits: of one check.
        seconds: of the clock, for the whole notebook.

    Returns:
        {check: {"reason": word, "message": text}}; the word is "passed" if it has.
    """
    begun, dead, results = time.monotonic(), {}, {}
    for check, source in task["checks"].items():
        result = None
        while not result:
            if check in task["refused"]:
                result = {"reason": "forbidden", "message": task["refused"][check]}
            elif time.monotonic() - begun > seconds:
                text = f"the notebook took longer than {seconds} s"
                result = {"reason": "time", "message": text}
            else:
                where, result = run(check, source, task, dead, sandbox, limits)
                if where != check:  # a cell ended the process: once more, without it
                    dead[where], result = result, None
        own = check.rpartition("-")[0]
        if result["reason"] != "passed" and own in dead:
            result = dead[own]
        results[check] = result
    return results


def run(check: str, source: str, task: dict, dead: dict, sandbox, limits: Limits):
    """Run one check in a fork: (the cell it came to, its result)."""
    wire, line = sandbox.open(limits)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            judge(check, source, task, dead, wire, writing, limits)
        finally:
            os._exit(0)
    os.close(writing)
    wire.close()
    deadline = time.monotonic() + PATIENCE * limits.seconds
    said = b""
    while ready := select.select(
        [reading, sys.stdin], [], [], max(0, deadline - time.monotonic())
    )[0]:
        if sys.stdin in ready:  # the driver has gone: it sends nothing meanwhile
            os.kill(child, signal.SIGKILL)
            os._exit(1)
        part = os.read(reading, 65536)
        said += part
        if not part:
            break
    late = time.monotonic() >= deadline
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    last = json.loads(said.split(b"\n")[-2])
    code = end(line, gone=last.get("reason") == "gone")
    if late or last.get("reason", "gone") == "gone":
        last |= how_it_ended("late" if late else code, limits)
    return last.pop("at"), last


def how_it_ended(code: int | str, limits: Limits) -> dict:
    """The result of a check whose process in the box, or judge, did not live."""
    if code == "memory" or code == "lost":
        return {
            "reason": "memory",
            "message": f"took over {limits.memory} MB of memory",
        }
    if code in ("late", "stopped", -signal.SIGKILL, -signal.SIGXCPU):
        return {"reason": "time", "message": f"took longer than {limits.seconds} s"}
    if isinstance(code, int) and code < 0:
        name = signal.Signals(-code).name
        return {"reason": "ended", "message": f"the process crashed ({name})"}
    return {"reason": "ended", "message": f"the process was ended (exit code {code})"}


def judge(check, source, task, dead, wire: socket.socket, news: int, limits) -> None:
    """In the fork: run the cells in the box, the check here; report on the way."""

    at = check

    def tell(**message: str) -> None:
        if "message" in message:
            message["message"] = clean(message["message"])
        os.write(news, json.dumps({"at": at, **message}).encode() + b"\n")

    prepare(limits)
    peer = Peer(wire, names={}, objects=False, layout=False)
    errors: dict[str, str] = {}
    try:
        tell()
        peer.ask("call", ["name", "<files>"], (task["helpers"],))
        peer.ask("call", ["name", "<imports>"], (task["imports"],))
        for name, text in task["cells"]:
            if name in dead:
                continue
            at = name
            tell()
            try:
                peer.ask("call", ["name", "<cell>"], (name, text))
            except Exception as error:
                errors.setdefault(name, describe(error))
            if name == check.rpartition("-")[0]:
                break
        at = check
        tell()
        tell(**examine(check, source, task, peer, errors))
    except NotPlain as error:
        tell(reason="error", message=str(error))
    except WireError:
        tell(reason="gone", message="")


def examine(check: str, source: str, task: dict, peer: Peer, errors: dict) -> dict:
    """Run a check cell, with proxies for the names of the exercises."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(task["imports"], "<imports>", "exec"), namespace)
    for name in task["exercises"]:
        makes = name in task["makers"]
        namespace[name] = Remote(peer, ["name", name], makes=makes)
    calm()
    try:
        exec(compile(source, "<check>", "exec"), namespace)
    except Exception as error:
        own, text = check.rpartition("-")[0], describe(error)
        if UNANSWERED in text:
            return {"reason": "unanswered", "message": "there is no answer yet"}
        if isinstance(error, AssertionError) and not hasattr(error, "where"):
            return {"reason": "failed", "message": str(error)}
        if own in errors:
            text = f"{errors[own]} (when the answer's cell was run)"
        return {"reason": "error", "message": text}
    for error in peer.complaints:
        if isinstance(error, AssertionError):
            return {"reason": "failed", "message": str(error)}
    return {"reason": "passed", "message": ""}


def describe(error: Exception) -> str:
    """An exception in words; hints at what came back if our own code met it."""
    text = f"{type(error).__name__}: {error}"
    if where := getattr(error, "where", None):
        return f"{text} ({where})"
    return text


def clean(text: str) -> str:
    """A message that is the same in every run, and not endless."""
    short = text if len(text) <= LONGEST else text[:LONGEST] + " ..."
    return ADDRESS.sub("0x...", short.encode(errors="replace").decode())


def prepare(limits: Limits) -> None:
    """Make the fork quiet, and bounded too: an answer may return a huge number."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    sys.stdout, sys.stderr = open(os.devnull, "w"), open(os.devnull, "w")  # noqa: SIM115
    resource.setrlimit(resource.RLIMIT_CPU, (2 * limits.seconds,) * 2)
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (4 * limits.memory * 2**20, most))


def calm() -> None:
    """The global state that every check starts from."""
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)


def third_party(sources: list[str], helpers: dict[str, str]) -> list[str]:
    """Modules that sources import, directly or through helpers, but for our own."""
    found, waiting = set(), list(sources)
    while waiting:
        for node in ast.parse(waiting.pop()).body:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            for name in set(names) - found:
                found.add(name)
                file = name.replace(".", "/") + ".py"
                if file in helpers:
                    waiting.append(helpers[file])
    return sorted(name for name in found if name.split(".")[0] != "helpers")


def main() -> None:
    """Answer tasks until stdin ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trusted", action="store_true")
    arguments = parser.parse_args()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    from .lessons import allowed_helpers, lesson_names, load_lesson

    lessons = [load_lesson(name) for name in lesson_names()]
    sources = [lesson.imports for lesson in lessons]
    preload = third_party(sources, allowed_helpers("99"))
    try:
        sandbox = Sandbox(trusted=arguments.trusted, preload=preload)
    except NoBox as error:
        answers.write(json.dumps({"refused": str(error)}) + "\n")
        return
    torch.set_num_threads(1)
    for name in preload:
        importlib.import_module(name)
    for source in sources:
        exec(compile(source, "<imports>", "exec"), {"__name__": "__main__"})
    gc.collect()
    gc.freeze()  # a collector that walks all objects would copy them in every fork
    answers.write(json.dumps({"ready": True}) + "\n")
    answers.flush()
    for text in sys.stdin:
        task, begun = json.loads(text), time.monotonic()
        try:
            limits = Limits(**task["limits"])
            result = {"checks": grade(task, sandbox, limits, task["seconds"])}
            result["seconds"] = round(time.monotonic() - begun, 2)
        except Exception:
            result = {"trouble": traceback.format_exc()}
        answers.write(json.dumps(result) + "\n")
        answers.flush()
    sandbox.close()
    os._exit(0)  # at once: nothing is left to be tidied


if __name__ == "__main__":
    main()
