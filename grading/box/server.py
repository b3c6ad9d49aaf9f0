"""Inside the box: a server with torch loaded that forks one process for each check.

The server is ours, what it forks runs a student's code. Beside each fork a keeper
waits, which ends it (keeper.py).

    python -c "..."  CONTROL BOXED SECRET     (see sandbox.py)

Over CONTROL come names of modules to import for all forks to come, and pairs of
sockets: the wire to the judge, the keeper's line to its owner. Nothing here is trusted
by the judge.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
from glob import glob

import torch

from .keeper import supervise
from .libc import LIBC
from .usage import children

LOOK = 1.0  # s between looks for forks that have lost their keeper
FIRST_USER = 2_000_000  # above all real users; each fork gets the next number
ADOPT = 36  # of prctl(2)


def main(control: int, boxed: bool, secret: list[str]) -> None:
    """Serve until the owner closes CONTROL; refuse to if anything `secret` shows."""
    torch.set_num_threads(1)
    LIBC.prctl(ADOPT, 1, 0, 0, 0)  # what a keeper leaves behind comes to us
    line = socket.socket(fileno=control)
    if shown := [p for p in secret if os.path.isfile(p) or glob(f"{p}/*")]:
        line.sendall(f"an answer could read {shown[0]}".encode())
        return
    load([])
    line.sendall(b"ready")
    count = 0
    keepers: set[int] = set()
    while True:
        tidy(keepers)
        if not select.select([line], [], [], LOOK)[0]:
            continue
        request, files, _, _ = socket.recv_fds(line, 4096, 2)
        if not request:
            return
        limits = json.loads(request)
        if "modules" in limits:
            load(limits["modules"])
            line.sendall(b"ready")
            continue
        wire, owner = files
        count += 1
        keeper = os.fork()
        if keeper == 0:
            line.close()
            limits["user"] = FIRST_USER + (os.getpid() * 1000 + count) % 1_000_000
            try:
                supervise(wire, owner, limits, boxed)
            finally:
                os._exit(0)
        keepers.add(keeper)
        for file in files:
            os.close(file)


def load(modules: list[str]) -> None:
    """Import what there is of them for all forks to come: in those answers run."""
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a collector that walks all objects would copy them in every fork


def tidy(keepers: set[int]) -> None:
    """Bury what has ended; end what has lost its keeper, as when that was killed."""
    orphaned = False
    with contextlib.suppress(ChildProcessError):
        while (pid := os.waitpid(-1, os.WNOHANG)[0]) > 0:
            orphaned |= pid in keepers
            keepers.discard(pid)
    if orphaned:
        for child in set(children(os.getpid())) - keepers:
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
