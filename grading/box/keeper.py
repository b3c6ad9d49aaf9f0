"""Inside the box: a keeper forks the student's process, watches it, and ends it.

With it ends all that was started in it: when the judge says so, when memory or time is
used up, or when anything goes wrong in the keeper itself.
"""

import contextlib
import json
import os
import select
import signal
import socket
import time

from .libc import call
from .student import enter, serve
from .usage import MEGABYTE, computing, family, too_much

TICK = 0.05  # s between looks at a fork's memory
FAREWELL = 5.0  # s that a keeper waits for its owner to hear how it ended
NEW_PROCESSES = 0x20000000  # of unshare(2)


def supervise(wire: int, owner: int, limits: dict, boxed: bool) -> None:
    """Fork the student's process, watch it, end it, and report how it ended.

    Whatever goes wrong here ends the check: nobody runs without a keeper.
    """
    if boxed:
        call("unshare", NEW_PROCESSES)
    child = os.fork()
    if child == 0:
        try:
            enter(wire, limits, boxed)
            serve(wire)
        finally:
            os._exit(0)
    os.close(wire)
    line = socket.socket(fileno=owner)
    code: int | str = "broken"
    try:
        code = watch(child, line, limits, boxed)
    finally:
        for kill in [os.kill] if boxed else [os.kill, os.killpg]:
            with contextlib.suppress(OSError):
                kill(child, signal.SIGKILL)  # process 1 of its own: all end with it
        line.settimeout(FAREWELL)
        with contextlib.suppress(OSError):
            line.sendall(json.dumps({"code": code}).encode())


def watch(child: int, line: socket.socket, limits: dict, boxed: bool) -> int | str:
    """Wait until it ends, is stopped, or uses too much: its exit code, or a word."""
    while True:
        code = ended(child)
        inside = family() if boxed else [child]
        if code is not None:
            return code
        if too_much(inside, limits["memory"] * MEGABYTE):
            return "memory"
        if computing(inside) > 2 * limits["seconds"]:
            return "late"
        if select.select([line], [], [], TICK)[0]:
            if line.recv(4) != b"gone":
                return "stopped"
            time.sleep(TICK)  # it closed the wire: by what means?
            code = ended(child)
            return "gone" if code is None else code


def ended(child: int) -> int | None:
    """The exit code of a child, None while it lives."""
    pid, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if pid else None
