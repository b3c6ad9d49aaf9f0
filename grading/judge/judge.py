"""A notebook's checks, one by one: each in a fork, against answers in the box."""

import contextlib
import ctypes
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
from typing import Any

import numpy as np
import torch

from authoring.lesson import exercise_of
from authoring.project import UNANSWERED
from helpers.messages import marked

from ..box.importable import archive
from ..box.sandbox import BoxLost, Sandbox, end
from ..limits import PATIENCE, Limits
from ..remote.calls import Endpoint
from ..remote.messages import Gone, Name, WireError
from ..remote.references import Remote
from .seen import what_it_saw

END_WITH_PARENT = 1  # of prctl(2)
RESTARTS = 3  # of a box that is lost while it judges one notebook
LONGEST = 1500  # characters of a message in the feedback
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}")


def grade(task: dict, sandbox: Sandbox, limits: Limits, seconds: int) -> dict:
    """Run a notebook's checks.

    Args:
        task: imports, helpers {file: source}, exercises and makers (the names),
            checks {name: source}, cells [(name, source)] in the order to run them.
        sandbox: where the cells run.
        limits: of one check.
        seconds: of the clock, for the whole notebook.

    Returns:
        {check: {"reason": word, "message": text}}; the word is "passed" if it has.
    """
    begun, lost = time.monotonic(), 0
    task = task | {"modules": archive(task["helpers"])}
    ended: dict[str, dict] = {}
    results: dict[str, dict] = {}
    for check, source in task["checks"].items():
        result = None
        while not result:
            if time.monotonic() - begun > seconds:
                text = marked(f"the notebook took longer than {seconds} s")
                result = {"reason": "time", "message": text}
            else:
                try:
                    where, result = run(check, source, task, ended, sandbox, limits)
                except BoxLost:  # no fault of the answer's: once more, in a new one
                    sandbox.restart()
                    lost += 1
                    if lost <= RESTARTS:
                        continue
                    where, result = check, how_it_ended("lost", limits)
                if where != check:  # a cell ended the process: once more, without it
                    ended[where], result = result, None
        own = exercise_of(check)
        if result["reason"] != "passed" and own in ended:
            result = ended[own]
        results[check] = result
    return results


def run(check: str, source: str, task: dict, ended: dict, sandbox, limits: Limits):
    """Run one check in a fork: (the cell it came to, its result)."""
    wire, line = sandbox.open(limits)
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            judge_in_fork(check, source, task, ended, wire, writing, limits, parent)
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
    whole = [text for text in said.split(b"\n")[:-1] if text]
    last = json.loads(whole[-1]) if whole else {"at": check}
    code = end(line, gone=last.get("reason") == "gone")
    if late or last.get("reason", "gone") == "gone":
        last |= how_it_ended("late" if late else code, limits)
    return last.pop("at"), last


def how_it_ended(code: int | str, limits: Limits) -> dict:
    """The result of a check whose process in the box, or judge, did not live."""
    told = {
        "memory": marked(f"took over {limits.memory} MB of memory"),
        "gone": marked("the process ended its connection to the checks"),
        "lost": marked("the process was ended: what watches it was lost"),
        "broken": marked("the process was ended: it could not be watched"),
    }
    if code in told:
        return {
            "reason": "memory" if code == "memory" else "ended",
            "message": told[code],
        }
    if code in ("late", "stopped", -signal.SIGKILL, -signal.SIGXCPU):
        text = marked(f"took longer than {limits.seconds} s")
        return {"reason": "time", "message": text}
    if isinstance(code, int) and code < 0:
        name = signal.Signals(-code).name
        text = marked(f"the process crashed ({name})")
    else:
        text = marked(f"the process was ended (exit code {code})")
    return {"reason": "ended", "message": text}


def judge_in_fork(
    check, source, task, ended, wire: socket.socket, report_to: int, limits, parent: int
) -> None:
    """In the fork: run the cells in the box, the check here; report on the way."""

    at = check

    def report(**message: Any) -> None:
        if "message" in message:
            message["message"] = clean(message["message"])
        os.write(report_to, json.dumps({"at": at, **message}).encode() + b"\n")

    prepare(limits, parent)
    seconds = PATIENCE * limits.seconds
    endpoint = Endpoint(wire, names={}, objects=False, layout=False, seconds=seconds)
    errors: dict[str, str] = {}
    try:
        report()
        endpoint.ask("call", Name("<modules>"), (task["modules"],))
        endpoint.ask("call", Name("<imports>"), (task["imports"],))
        for name, text in task["cells"]:
            if name in ended:
                continue
            at = name
            report()
            try:
                endpoint.ask("call", Name("<cell>"), (name, text))
            except Exception as error:
                errors.setdefault(name, describe(error))
            if name == exercise_of(check):
                break
        at = check
        report()
        verdict, stopped = examine(check, source, task, endpoint, errors)
        if stopped and task.get("why"):
            verdict["saw"] = what_it_saw(stopped, source)
        report(**verdict)
    except Gone:
        report(reason="gone", message="")
    except WireError as error:
        report(reason="error", message=str(error))


def examine(
    check: str, source: str, task: dict, endpoint: Endpoint, errors: dict
) -> tuple[dict[str, Any], Exception | None]:
    """Run a check cell, with proxies for the names of the exercises.

    Returns:
        Its result, and the error that it stopped with, if any.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(task["imports"], "<imports>", "exec", optimize=0), namespace)
    for name in task["exercises"]:
        makes = name in task["makers"]
        namespace[name] = Remote(endpoint, Name(name), makes=makes)
    seed_generators()
    try:
        exec(compile(source, "<check>", "exec", optimize=0), namespace)
    except Exception as error:
        own, text = exercise_of(check), describe(error)
        if UNANSWERED in text:
            text = marked("there is no answer yet")
            return {"reason": "unanswered", "message": text}, error
        judged = isinstance(error, AssertionError) and not hasattr(error, "where")
        if own in errors and (error.__cause__ or not judged):  # `ask` names a cause
            text = f"{errors[own]} (when the answer's cell was run)"
        elif judged:
            return {"reason": "failed", "message": str(error)}, error
        return {"reason": "error", "message": text}, error
    for complaint in endpoint.complaints:
        if isinstance(complaint, AssertionError):
            return {"reason": "failed", "message": str(complaint)}, None
    return {"reason": "passed", "message": ""}, None


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


def prepare(limits: Limits, parent: int) -> None:
    """Make the fork quiet, and bounded too: an answer may return a huge number.

    It ends with the judge that it was forked from, however that ends.
    """
    ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    sys.stdout, sys.stderr = open(os.devnull, "w"), open(os.devnull, "w")  # noqa: SIM115
    resource.setrlimit(resource.RLIMIT_CPU, (2 * limits.seconds,) * 2)
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (4 * limits.memory * 2**20, most))


def seed_generators() -> None:
    """The global state that every check starts from."""
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)
