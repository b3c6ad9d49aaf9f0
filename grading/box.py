"""Inside the box: a server with torch loaded that forks one process for each check.

The server is ours, what it forks runs a student's code. Each fork has its own process
ids, an empty folder of bounded size, a user of its own and limits; it knows nothing but
its end of the wire. A keeper process waits beside it: it ends the fork, and with it
everything that was started in it, when the judge says so or memory runs out.

    python -c "..."  CONTROL BOXED PRELOAD     (see sandbox.py)

Over CONTROL come pairs of sockets: the wire to the judge, the keeper's line to its
owner. Nothing here is trusted by the judge.
"""

import ast
import contextlib
import ctypes
import gc
import importlib
import json
import linecache
import os
import resource
import select
import signal
import socket
import sys
import time
from collections import ChainMap
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from .ambient import ANSWER
from .peer import Peer
from .syscalls import refuse
from .wire import WireError, receive

TICK = 0.05  # s between looks at a fork's memory
FIRST_USER = 2_000_000  # above all real users; each fork gets the next number
NEW_MOUNTS, NEW_PROCESSES, NEW_IPC = 0x20000, 0x20000000, 0x08000000  # of unshare(2)
NO_SUID, NO_DEVICES, BIND = 0x2, 0x4, 0x1000  # of mount(2)
DROP_BOUND = 24  # of prctl(2)
MEGABYTE = 2**20

# What Colab has and we have not; answers import it out of habit.
ANYTHING = """
class Nothing:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self
    def __call__(self, *args, **kwargs):
        return None
def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing()
"""
COLAB = {
    "google/__init__.py": "",
    **{
        f"google/colab/{name}.py": ANYTHING
        for name in (
            "__init__",
            "auth",
            "data_table",
            "drive",
            "files",
            "output",
            "patches",
            "runtime",
            "syntax",
            "userdata",
            "widgets",
        )
    },
}

LIBC = ctypes.CDLL(None, use_errno=True)


def main(control: int, boxed: bool, preload: list[str]) -> None:
    """Serve until the owner closes CONTROL."""
    for name in preload:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()  # a collector that walks all objects would copy them in every fork
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are not waited for
    line = socket.socket(fileno=control)
    line.sendall(b"ready")
    count = 0
    while True:
        request, files, _, _ = socket.recv_fds(line, 4096, 2)
        if not request:
            return
        count += 1
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            line.close()
            limits = json.loads(request)
            limits["user"] = FIRST_USER + (os.getpid() * 1000 + count) % 1_000_000
            keep(*files, limits, boxed)
            os._exit(0)
        for file in files:
            os.close(file)


def keep(wire: int, owner: int, limits: dict, boxed: bool) -> None:
    """Fork the student's process, watch it, and report how it ended."""
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
    line, ended = socket.socket(fileno=owner), {}
    while not ended:
        pid, status = os.waitpid(child, os.WNOHANG)
        inside = family(child) if boxed else [child]
        if pid:
            ended = {"code": os.waitstatus_to_exitcode(status)}
        elif too_much(inside, limits["memory"] * MEGABYTE):
            ended = {"code": "memory"}
        elif computing(inside) > 2 * limits["seconds"]:
            ended = {"code": "late"}
        elif select.select([line], [], [], TICK)[0]:
            ended = {"code": "stopped"}
            if line.recv(4) == b"gone":  # it closed the wire: by what means?
                time.sleep(TICK)
                pid, status = os.waitpid(child, os.WNOHANG)
                if pid:
                    ended = {"code": os.waitstatus_to_exitcode(status)}
    with contextlib.suppress(OSError):
        os.kill(child, signal.SIGKILL)  # process 1 of its own: all others end with it
    if not boxed:
        with contextlib.suppress(OSError):
            os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(OSError):
        if ended["code"] in ("stopped", "memory", "late"):
            os.waitpid(child, 0)
        line.sendall(json.dumps(ended).encode())


def family(child: int) -> list[int]:
    """A process and all that run in its process namespace or below."""
    others = {1, os.getpid(), os.getppid()}
    return [int(p) for p in os.listdir("/proc") if p.isdigit() and int(p) not in others]


def too_much(pids: list[int], most: int) -> bool:
    """Whether processes hold more than `most` bytes together (mapped files left out).

    A quick look first, which counts what they share once for each; then an exact one.
    """
    if sum(held(pid, "status", ("RssAnon", "RssShmem")) for pid in pids) <= most:
        return False
    return (
        sum(held(pid, "smaps_rollup", ("Pss_Anon", "Pss_Shmem")) for pid in pids) > most
    )


def held(pid: int, file: str, names: tuple[str, ...]) -> int:
    """Bytes that a file of /proc/PID tells under these names."""
    try:
        text = Path(f"/proc/{pid}/{file}").read_text()
    except OSError:  # it has ended
        return 0
    lines = [line.split() for line in text.splitlines()]
    return sum(1024 * int(words[1]) for words in lines if words[0][:-1] in names)


def computing(pids: list[int]) -> float:
    """Seconds of computing of processes, and of those that they have waited for."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
            ticks += sum(map(int, text.split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def enter(wire: int, limits: dict, boxed: bool) -> None:
    """Become the student's process: own folder, own user, limits, nothing open."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.closerange(3, wire)
    os.closerange(wire + 1, 1024)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    folder = limits["folder"]
    if boxed:
        call("unshare", NEW_MOUNTS | NEW_IPC)
        size = f"size={limits['disk']}m,mode=1777".encode()
        place = folder.encode()
        call("mount", b"tmpfs", place, b"tmpfs", NO_SUID | NO_DEVICES, size)
        call("mount", b"proc", b"/proc", b"proc", NO_SUID | NO_DEVICES, None)
        call("mount", b"/dev/null", b"/dev/zero", None, BIND, None)  # can be mapped
    for name, most in {
        "RLIMIT_CPU": limits["seconds"],
        "RLIMIT_DATA": limits["memory"] * MEGABYTE + asked_for("VmData"),
        "RLIMIT_AS": 4 * limits["memory"] * MEGABYTE + asked_for("VmSize"),
        "RLIMIT_FSIZE": limits["disk"] * MEGABYTE,
        "RLIMIT_NOFILE": 128,
        "RLIMIT_CORE": 0,
    }.items():
        resource.setrlimit(getattr(resource, name), (most, most))
    if boxed:
        processes = limits["processes"]
        resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
        drop_privileges(limits["user"])
        refuse(LIBC)
    os.chdir(folder)
    sys.path[:] = [folder + "/course", *sys.path]


def asked_for(kind: str) -> int:
    """Bytes of memory that this process has already: VmData private, VmSize all."""
    return held(os.getpid(), "status", (kind,))


def drop_privileges(user: int) -> None:
    """Keep no capability, and be nobody else's user, for good."""
    for capability in range(64):
        LIBC.prctl(DROP_BOUND, capability, 0, 0, 0)
    if Path("/proc/self/uid_map").read_text().split()[-1] == str(2**32 - 1):
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)  # also ends all capabilities
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    call("capset", header, (ctypes.c_uint32 * 6)())


def call(name: str, *arguments: Any) -> None:
    """Call a function of the C library, raise what it reports."""
    if getattr(LIBC, name)(*arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def serve(wire: int) -> None:
    """Do what the judge asks for: put files, run cells, call what they define."""
    main = sys.modules["__main__"] = ModuleType("__main__")
    namespace = vars(main)
    shell = Shell(namespace)
    namespace |= {"display": lambda *_, **__: None, "get_ipython": lambda: shell}
    ours = {
        "<files>": put_files,
        "<imports>": lambda source: run_imports(source, namespace),
        "<cell>": lambda name, source: run_cell(name, source, namespace),
    }
    connection = socket.socket(fileno=wire)
    peer = Peer(connection, names=ChainMap(ours, namespace), objects=True, layout=True)
    with contextlib.suppress(WireError):
        while True:
            peer.serve(*receive(connection))


def put_files(files: dict[str, str]) -> None:
    """Write the modules that answers may import."""
    for name, text in (files | COLAB).items():
        path = Path("course", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    importlib.invalidate_caches()


def run_cell(name: str, source: str, namespace: dict) -> None:
    """Run one cell; an exception is the judge's to note."""
    file = f"{ANSWER}{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    exec(compile(source, file, "exec"), namespace)


def run_imports(source: str, namespace: dict) -> None:
    """Run the lesson's imports, one by one; what may not be had is bound to a note."""
    for node in ast.parse(source).body:
        try:
            exec(compile(ast.Module([node], []), "<imports>", "exec"), namespace)
        except ImportError as error:
            for alias in getattr(node, "names", []):
                namespace[alias.asname or alias.name] = Missing(str(error))


class Shell:
    """Stands for IPython's: %time runs its code, all else does nothing."""

    TIMERS = ("time", "timeit", "capture", "prun")

    def __init__(self, namespace: dict):
        self.namespace = namespace

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name in self.TIMERS:
            exec(compile(cell, f"{ANSWER}magic>", "exec"), self.namespace)

    def run_line_magic(self, name: str, line: str, *_) -> None:
        self.run_cell_magic(name, "", line)

    def __getattr__(self, name: str):
        return lambda *args, **kwargs: None


class Missing:
    """Stands for what an answer may not import; says so when it is used."""

    def __init__(self, why: str):
        self.__dict__["why"] = why

    def __getattr__(self, name: str):
        raise ImportError(self.why)

    def __call__(self, *args, **kwargs):
        raise ImportError(self.why)
